// A presented refresh token and the grant it hangs on: what refreshing, revocation and
// introspection share.
#pragma once

#include <optional>
#include <string_view>

#include "store/grants.h"
#include "store/refresh_tokens.h"

namespace lockspire {

struct FoundRefreshToken {
  store::RefreshToken row;
  store::Grant grant;
};

// Whatever its state; nullopt when it is none of ours. A wrong verifier is an unknown token: no
// replay, nothing revoked.
std::optional<FoundRefreshToken> find_presented_refresh_token(store::Reader& db,
                                                              std::string_view token);

}  // namespace lockspire
