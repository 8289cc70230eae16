// OIDC Core 5.3: what the userinfo endpoint answers to an access token.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "protocol/policy.h"
#include "store/store.h"

namespace lockspire {

struct Userinfo {
  std::string json;
  ClientId client_id;  // whom the token was issued to
};

// invalid_token when the token is unknown, over, revoked, or for another audience;
// insufficient_scope without openid.
Result<Userinfo> find_userinfo(std::string_view access_token, store::Store& store,
                               const Policy& policy, Instant now);

}  // namespace lockspire
