#include "store/refresh_tokens.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO refresh_tokens (selector, verifier_hash, grant_id, issued_at, expires_at)
  VALUES ($1, $2, $3, $4, $5))sql";

constexpr std::string_view kFind = R"sql(
  SELECT verifier_hash, grant_id, issued_at, expires_at, retired_at
    FROM refresh_tokens WHERE selector = $1)sql";

// RFC 9700 2.2.2: refresh tokens of public clients are rotated.
// RFC 9700 4.14.2 #rotation: one conditional UPDATE lets exactly one exchange through.
constexpr std::string_view kRetire = R"sql(
  UPDATE refresh_tokens SET retired_at = $2, successor_selector = $3, successor = $4
   WHERE selector = $1 AND retired_at IS NULL AND expires_at > $2
     AND EXISTS (SELECT 1 FROM grants
                  WHERE grants.grant_id = refresh_tokens.grant_id AND grants.revoked_at IS NULL))sql";

constexpr std::string_view kAnswer = R"sql(
  UPDATE refresh_tokens SET grace_answers = grace_answers + 1
   WHERE selector = $1 AND retired_at >= $2 AND grace_answers < $3
     AND EXISTS (SELECT 1 FROM refresh_tokens next
                  WHERE next.selector = refresh_tokens.successor_selector
                    AND next.retired_at IS NULL)
     AND EXISTS (SELECT 1 FROM grants
                  WHERE grants.grant_id = refresh_tokens.grant_id AND grants.revoked_at IS NULL)
  RETURNING successor)sql";

}  // namespace

void insert_refresh_token(Transaction& tx, const RefreshToken& token) {
  tx.execute(kInsert, token.selector, token.verifier_hash, token.grant_id, token.issued_at,
             token.expires_at);
}

std::optional<RefreshToken> find_refresh_token(Reader& db, const Selector& selector) {
  auto row = db.query(kFind, selector);
  if (!row.step()) return std::nullopt;
  return RefreshToken{.selector = selector,
                      .verifier_hash = Hash(row.text(0)),
                      .grant_id = GrantId(row.text(1)),
                      .issued_at = row.instant(2),
                      .expires_at = row.instant(3),
                      .retired_at = row.optional_instant(4)};
}

bool retire_refresh_token(Transaction& tx, const Selector& selector, const Successor& successor,
                          Instant now) {
  return tx.execute(kRetire, selector, now, successor.selector, successor.sealed) == 1;
}

std::optional<std::string> answer_within_grace(Transaction& tx, const Selector& selector,
                                               Instant since, int most) {
  auto row = tx.query(kAnswer, selector, since, most);
  if (!row.step()) return std::nullopt;
  return row.optional_text(0);
}

}  // namespace lockspire::store
