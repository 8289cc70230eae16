// OIDC Core 3.1.2.1: id_token_hint, an ID token of ours that says who is expected to be signed in.
#pragma once

#include <string_view>

#include "base/named.h"
#include "base/result.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "protocol/tokens/key_set.h"

namespace lockspire {

// The account that the hint names. An expired hint will do; another issuer's or client's, another
// kind of JWT and a bad signature are invalid_request.
Result<Subject> check_id_token_hint(std::string_view hint, const Client& client,
                                    const Policy& policy, const KeySet& keys);

}  // namespace lockspire
