// The authorization_codes table, RFC 6749 4.1.2. A code is `<grant id>.<verifier>`.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct AuthorizationCode {
  GrantId grant_id;
  Hash verifier_hash;
  std::string redirect_uri;
  std::optional<std::string> code_challenge;  // S256
  std::optional<std::string> nonce;
  Instant expires_at;
  std::optional<Instant> consumed_at{};
};

void insert_authorization_code(Transaction& tx, const AuthorizationCode& code);
std::optional<AuthorizationCode> find_authorization_code(Reader& db, const GrantId& grant_id);

// True for exactly one caller, ever, and only while the grant is alive.
bool consume_authorization_code(Transaction& tx, const GrantId& grant_id, Instant now);

}  // namespace lockspire::store
