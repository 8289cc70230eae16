#include "tools/bench/durable_rows.h"

#include <array>

#include "base/opaque.h"
#include "store/migrate.h"

namespace lockspire::bench {
namespace {

constexpr std::string_view kGrant = R"sql(
  INSERT INTO grants (grant_id, client_id, sub, sid, auth_time, scopes, created_at, capped_at, expires_at)
  VALUES ($1, 'ceiling', 'ada', 'sid', $2, 'openid', $2, $3, $3))sql";
constexpr std::string_view kAccessToken = R"sql(
  INSERT INTO access_tokens (selector, token_hash, grant_id, client_id, scopes, audience, issued_at, expires_at)
  VALUES ($1, $2, $1, 'ceiling', 'openid', 'audience', $3, $4))sql";
constexpr std::string_view kRefreshToken = R"sql(
  INSERT INTO refresh_tokens (selector, verifier_hash, grant_id, issued_at, expires_at)
  VALUES ($1, $2, $1, $3, $4))sql";

constexpr std::int64_t kLifetime = 86'400;

const std::string& migrated(const std::string& database, const std::string& schema_dir) {
  store::migrate(database, store::load_migrations(schema_dir));
  return database;
}

}  // namespace

DurableRows::DurableRows(const std::string& database, const std::string& schema_dir)
    : store_(migrated(database, schema_dir), store::Store::Access::kReadWrite, clock_) {}

void DurableRows::write() {
  const Opaque value = new_opaque(random_, clock_.unix_ms());
  const std::int64_t now = to_unix(clock_.now());
  store_.transact([&](store::Transaction& tx) {
    tx.execute(kGrant, value.selector, now, now + kLifetime);
    tx.execute(kAccessToken, value.selector, value.verifier_hash, now, now + kLifetime);
    tx.execute(kRefreshToken, value.selector, value.verifier_hash, now, now + kLifetime);
    return true;
  });
}

}  // namespace lockspire::bench
