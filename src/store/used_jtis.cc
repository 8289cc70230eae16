#include "store/used_jtis.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kUse = R"sql(
  INSERT INTO used_jtis (client_id, jti_hash, expires_at) VALUES ($1, $2, $3)
  ON CONFLICT (client_id, jti_hash) DO UPDATE SET expires_at = excluded.expires_at
   WHERE used_jtis.expires_at <= $4)sql";

}  // namespace

bool use_jti(Transaction& tx, const UsedJti& jti, Instant now) {
  return tx.execute(kUse, jti.client_id, jti.jti_hash, jti.expires_at, now) == 1;
}

}  // namespace lockspire::store
