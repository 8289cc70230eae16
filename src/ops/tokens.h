// The operator's verbs about tokens. A token is named by its id (its selector: the `jti` of a JWT,
// the part before the dot of an opaque one) or by its grant.
#pragma once

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

}  // namespace lockspire::ops
