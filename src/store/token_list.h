// Access and refresh tokens as operators see them: what they are and what they hang on, never their
// values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct ListedToken {
  std::string kind;  // access_token, refresh_token
  Selector selector;
  ClientId client_id;
  std::optional<Subject> sub;
  std::optional<GrantId> grant_id;
  std::string scopes;
  Instant issued_at;
  Instant expires_at;
  // revoked, retired, ended (its grant or client did), expired, live
  std::string state;
};

struct TokenFilter {
  std::optional<ClientId> client_id{};
  std::optional<Subject> sub{};
  std::optional<GrantId> grant_id{};
  bool live_only = false;
  int limit = 100;
};

// The newest first.
std::vector<ListedToken> list_tokens(Reader& db, const TokenFilter& filter, Instant now);

std::optional<ListedToken> find_token(Reader& db, const Selector& selector, Instant now);

}  // namespace lockspire::store
