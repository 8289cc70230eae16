#include "store/authorization_codes.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO authorization_codes
         (grant_id, verifier_hash, redirect_uri, code_challenge, nonce, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6))sql";

constexpr std::string_view kFind = R"sql(
  SELECT verifier_hash, redirect_uri, code_challenge, nonce, expires_at, consumed_at
    FROM authorization_codes WHERE grant_id = $1)sql";

// RFC 6749 4.1.2 #single-use: one conditional UPDATE lets exactly one redemption through.
constexpr std::string_view kConsume = R"sql(
  UPDATE authorization_codes SET consumed_at = $2
   WHERE grant_id = $1 AND consumed_at IS NULL
     AND EXISTS (SELECT 1 FROM grants WHERE grants.grant_id = $1 AND grants.revoked_at IS NULL))sql";

}  // namespace

void insert_authorization_code(Transaction& tx, const AuthorizationCode& code) {
  tx.execute(kInsert, code.grant_id, code.verifier_hash, code.redirect_uri, code.code_challenge,
             code.nonce, code.expires_at);
}

std::optional<AuthorizationCode> find_authorization_code(Reader& db, const GrantId& grant_id) {
  auto row = db.query(kFind, grant_id);
  if (!row.step()) return std::nullopt;
  return AuthorizationCode{.grant_id = grant_id,
                           .verifier_hash = Hash(row.text(0)),
                           .redirect_uri = row.text(1),
                           .code_challenge = row.optional_text(2),
                           .nonce = row.optional_text(3),
                           .expires_at = row.instant(4),
                           .consumed_at = row.optional_instant(5)};
}

bool consume_authorization_code(Transaction& tx, const GrantId& grant_id, Instant now) {
  return tx.execute(kConsume, grant_id, now) == 1;
}

}  // namespace lockspire::store
