#include "store/client_secrets.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO client_secrets (client_id, secret_id, secret_hash, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5))sql";

constexpr std::string_view kList = R"sql(
  SELECT client_id, secret_id, secret_hash, created_at, expires_at
    FROM client_secrets
   WHERE client_id = $1
   ORDER BY created_at, secret_id)sql";

constexpr std::string_view kExpire = R"sql(
  UPDATE client_secrets SET expires_at = $2
   WHERE client_id = $1 AND (expires_at IS NULL OR expires_at > $2))sql";

constexpr std::string_view kDeleteExpired =
    "DELETE FROM client_secrets WHERE client_id = $1 AND expires_at <= $2";

}  // namespace

void insert_client_secret(Transaction& tx, const ClientSecret& secret) {
  tx.execute(kInsert, secret.client_id, secret.secret_id, secret.secret_hash, secret.created_at,
             secret.expires_at);
}

std::vector<ClientSecret> list_client_secrets(Reader& db, const ClientId& client_id) {
  std::vector<ClientSecret> secrets;
  Query row = db.query(kList, client_id);
  while (row.step()) {
    secrets.push_back({ClientId(row.text(0)), row.text(1), Hash(row.text(2)), row.instant(3),
                       row.optional_instant(4)});
  }
  return secrets;
}

void expire_client_secrets(Transaction& tx, const ClientId& client_id, Instant at) {
  tx.execute(kExpire, client_id, at);
}

void delete_expired_client_secrets(Transaction& tx, const ClientId& client_id, Instant now) {
  tx.execute(kDeleteExpired, client_id, now);
}

void delete_client_secrets(Transaction& tx, const ClientId& client_id) {
  tx.execute("DELETE FROM client_secrets WHERE client_id = $1", client_id);
}

}  // namespace lockspire::store
