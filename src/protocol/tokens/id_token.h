// The ID token, OIDC Core 2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "protocol/tokens/key_set.h"
#include "store/grants.h"

namespace lockspire {

// Signed with the active key of the client's id_token_signed_response_alg; throws
// std::runtime_error when there is none. `nonce` is that of the authorization request, absent on
// refresh.
Secret mint_id_token(const Client& client, const store::Grant& grant,
                     const std::optional<std::string>& nonce, std::string_view access_token,
                     const Policy& policy, const KeySet& keys, Instant now);

// OIDC Core 3.1.3.6: the left half of the hash that belongs to the algorithm.
std::string at_hash(jose::Alg alg, std::string_view access_token);

}  // namespace lockspire
