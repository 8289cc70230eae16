#include "store/access_tokens.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO access_tokens
         (selector, token_hash, grant_id, client_id, scopes, audience, issued_at, expires_at, kid)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";

constexpr std::string_view kFind = R"sql(
  SELECT t.token_hash, t.grant_id, t.client_id, t.scopes, t.audience, t.issued_at, t.expires_at,
         t.revoked_at,
         t.grant_id IS NOT NULL AND (g.grant_id IS NULL OR g.revoked_at IS NOT NULL),
         c.client_id IS NULL OR c.disabled_at IS NOT NULL
    FROM access_tokens t
    LEFT JOIN grants g ON g.grant_id = t.grant_id
    LEFT JOIN clients c ON c.client_id = t.client_id
   WHERE t.selector = $1)sql";

constexpr std::string_view kRevoke =
    "UPDATE access_tokens SET revoked_at = $2 WHERE selector = $1 AND revoked_at IS NULL";

// No index: keys are looked at by hand, tokens are issued all the time.
constexpr std::string_view kRevokeOfKey = R"sql(
  UPDATE access_tokens SET revoked_at = $2
   WHERE kid = $1 AND revoked_at IS NULL AND expires_at > $2)sql";

constexpr std::string_view kLastOfKey =
    "SELECT MAX(expires_at) FROM access_tokens WHERE kid = $1 AND revoked_at IS NULL";

}  // namespace

void insert_access_token(Transaction& tx, const AccessToken& token) {
  tx.execute(kInsert, token.selector, token.token_hash, token.grant_id, token.client_id,
             token.scopes, token.audience, token.issued_at, token.expires_at, token.kid);
}

std::optional<AccessToken> find_access_token(Reader& db, const Selector& selector) {
  auto row = db.query(kFind, selector);
  if (!row.step()) return std::nullopt;
  auto grant_id = row.optional_text(1);
  AccessToken token{.selector = selector,
                    .token_hash = Hash(row.text(0)),
                    .grant_id = std::nullopt,
                    .client_id = ClientId(row.text(2)),
                    .scopes = row.text(3),
                    .audience = row.text(4),
                    .issued_at = row.instant(5),
                    .expires_at = row.instant(6),
                    .revoked_at = row.optional_instant(7),
                    .grant_ended = row.boolean(8),
                    .client_disabled = row.boolean(9)};
  if (grant_id) token.grant_id = GrantId(*std::move(grant_id));
  return token;
}

bool revoke_access_token(Transaction& tx, const Selector& selector, Instant now) {
  return tx.execute(kRevoke, selector, now) == 1;
}

std::int64_t revoke_all_access_tokens(Transaction& tx, Instant now) {
  return tx.execute("UPDATE access_tokens SET revoked_at = $1 WHERE revoked_at IS NULL", now);
}

std::int64_t revoke_access_tokens_signed_by(Transaction& tx, std::string_view kid, Instant now) {
  return tx.execute(kRevokeOfKey, kid, now);
}

std::optional<Instant> last_expiry_signed_by(Reader& db, std::string_view kid) {
  auto row = db.query(kLastOfKey, kid);
  if (!row.step()) return std::nullopt;
  return row.optional_instant(0);
}

}  // namespace lockspire::store
