// The access_tokens table: a row for every access token, JWT (RFC 9068) or opaque, so that
// revocation is seen at once. The selector is the `jti`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct AccessToken {
  Selector selector;
  Hash token_hash;  // of the whole JWT, or of the opaque token's verifier
  std::optional<GrantId> grant_id;
  ClientId client_id;
  std::string scopes;    // space separated
  std::string audience;  // space separated
  Instant issued_at;
  Instant expires_at;
  std::optional<std::string> kid{};  // of the key that signed a JWT
  std::optional<Instant> revoked_at{};
  // Read from the rows that it hangs on.
  bool grant_ended = false;
  bool client_disabled = false;

  // Whether it may still be used.
  [[nodiscard]] bool is_live(Instant now) const {
    return !revoked_at && !grant_ended && !client_disabled && now < expires_at;
  }
};

void insert_access_token(Transaction& tx, const AccessToken& token);

// A token whose client or grant is gone counts as ended.
std::optional<AccessToken> find_access_token(Reader& db, const Selector& selector);

// True when it was not revoked before.
bool revoke_access_token(Transaction& tx, const Selector& selector, Instant now);

// The number of tokens that were alive. Both look at every token: for operators.
std::int64_t revoke_all_access_tokens(Transaction& tx, Instant now);
std::int64_t revoke_access_tokens_signed_by(Transaction& tx, std::string_view kid, Instant now);

// When the last token that this key signed is over; nullopt when it signed none.
std::optional<Instant> last_expiry_signed_by(Reader& db, std::string_view kid);

}  // namespace lockspire::store
