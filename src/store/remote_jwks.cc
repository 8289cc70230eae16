#include "store/remote_jwks.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kFind = R"sql(
  SELECT jwks_uri, jwks, fetched_at, attempted_at, problem, renewed_at
    FROM remote_jwks WHERE jwks_uri = $1)sql";

constexpr std::string_view kSave = R"sql(
  INSERT INTO remote_jwks (jwks_uri, jwks, fetched_at, attempted_at, problem, renewed_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (jwks_uri) DO UPDATE
     SET jwks = excluded.jwks, fetched_at = excluded.fetched_at,
         attempted_at = excluded.attempted_at, problem = excluded.problem,
         renewed_at = excluded.renewed_at)sql";

constexpr std::string_view kDeleteIdle = R"sql(
  DELETE FROM remote_jwks WHERE jwks_uri IN
    (SELECT jwks_uri FROM remote_jwks WHERE attempted_at <= $1 LIMIT $2))sql";

}  // namespace

std::optional<RemoteJwksRow> find_remote_jwks(Reader& db, std::string_view jwks_uri) {
  Query row = db.query(kFind, jwks_uri);
  if (!row.step()) return std::nullopt;
  return RemoteJwksRow{.jwks_uri = row.text(0),
                       .jwks = row.optional_text(1),
                       .fetched_at = row.optional_instant(2),
                       .attempted_at = row.instant(3),
                       .problem = row.optional_text(4),
                       .renewed_at = row.optional_instant(5)};
}

void save_remote_jwks(Transaction& tx, const RemoteJwksRow& row) {
  tx.execute(kSave, row.jwks_uri, row.jwks, row.fetched_at, row.attempted_at, row.problem,
             row.renewed_at);
}

std::int64_t delete_idle_remote_jwks(Transaction& tx, Instant before, int limit) {
  return tx.execute(kDeleteIdle, before, limit);
}

}  // namespace lockspire::store
