// The operator's verbs about tokens. A token is named by its id (its selector: the `jti` of a JWT,
// the part before the dot of an opaque one) or by its grant.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ops/operator.h"
#include "store/token_list.h"

namespace lockspire::ops {

std::vector<store::ListedToken> list_tokens(const Operator& who, const store::TokenFilter& filter);

Outcome<store::ListedToken> show_token(const Operator& who, const std::string& id);

struct RevokedToken {
  std::string kind;  // access_token, refresh_token, grant
  std::string id;
};

// An access token ends alone; a refresh token ends with its grant and everything on it, as does a
// grant named by its id. What had ended is refused.
Outcome<RevokedToken> revoke_token(const Operator& who, const std::string& id);

struct RevokedAll {
  std::int64_t grants = 0;
  std::int64_t access_tokens = 0;
};

// Every grant with its codes and tokens, and every token of a client for itself; consents stay. For
// a database that was restored: what was spent since the backup must not be good again.
RevokedAll revoke_all_tokens(const Operator& who);

}  // namespace lockspire::ops
