#include "store/client_secrets.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO client_secrets
    (client_id, secret_id, secret_hash, created_at, expires_at, sealed_secret)
  VALUES ($1, $2, $3, $4, $5, $6))sql";

constexpr std::string_view kList = R"sql(
  SELECT client_id, secret_id, secret_hash, created_at, expires_at, sealed_secret
    FROM client_secrets
   WHERE client_id = $1
   ORDER BY created_at, secret_id)sql";

constexpr std::string_view kExpire = R"sql(
  UPDATE client_secrets SET expires_at = $2
   WHERE client_id = $1 AND (expires_at IS NULL OR expires_at > $2))sql";

constexpr std::string_view kDeleteExpired =
    "DELETE FROM client_secrets WHERE client_id = $1 AND expires_at <= $2";

constexpr std::string_view kListSealed = R"sql(
  SELECT client_id, secret_id, sealed_secret FROM client_secrets
   WHERE sealed_secret IS NOT NULL ORDER BY client_id, secret_id)sql";

constexpr std::string_view kReplaceSealed = R"sql(
  UPDATE client_secrets SET sealed_secret = $3 WHERE client_id = $1 AND secret_id = $2)sql";

}  // namespace

void insert_client_secret(Transaction& tx, const ClientSecret& secret) {
  tx.execute(kInsert, secret.client_id, secret.secret_id, secret.secret_hash, secret.created_at,
             secret.expires_at, secret.sealed_secret);
}

std::vector<ClientSecret> list_client_secrets(Reader& db, const ClientId& client_id) {
  std::vector<ClientSecret> secrets;
  Query row = db.query(kList, client_id);
  while (row.step()) {
    secrets.push_back({ClientId(row.text(0)), row.text(1), Hash(row.text(2)), row.instant(3),
                       row.optional_instant(4), row.optional_text(5)});
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

void delete_unsealed_client_secrets(Transaction& tx, const ClientId& client_id) {
  tx.execute("DELETE FROM client_secrets WHERE client_id = $1 AND sealed_secret IS NULL",
             client_id);
}

void forget_sealed_client_secrets(Transaction& tx, const ClientId& client_id) {
  tx.execute("UPDATE client_secrets SET sealed_secret = NULL WHERE client_id = $1", client_id);
}

std::string client_secret_purpose(const ClientId& client_id, std::string_view secret_id) {
  // Neither has a space in it, so this names one row.
  return "client_secret:" + client_id.text() + " " + std::string(secret_id);
}

std::vector<SealedClientSecret> list_sealed_client_secrets(Reader& db) {
  std::vector<SealedClientSecret> secrets;
  auto row = db.query(kListSealed);
  while (row.step()) secrets.push_back({ClientId(row.text(0)), row.text(1), row.text(2)});
  return secrets;
}

void replace_sealed_client_secret(Transaction& tx, const SealedClientSecret& secret) {
  tx.execute(kReplaceSealed, secret.client_id, secret.secret_id, secret.sealed);
}

}  // namespace lockspire::store
