// Access tokens: RFC 9068 JWTs or opaque, each with a row, so that revocation is seen at once.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/random.h"
#include "base/secret.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "protocol/resource.h"
#include "protocol/tokens/key_set.h"
#include "store/access_tokens.h"
#include "store/grants.h"

namespace lockspire {

struct MintedAccessToken {
  Secret text;
  store::AccessToken row;
};

// `grant` is what a person let the client do, null when the client asks for itself (RFC 6749 4.4).
// REQUIRES: the grant belongs to the client. Throws std::runtime_error when no key is active.
MintedAccessToken mint_access_token(const Client& client, const store::Grant* grant,
                                    const TokenTerms& terms, const Policy& policy,
                                    const KeySet& keys, Random& random, std::int64_t unix_ms);

// RFC 9068 2.2: what a JWT access token says, and what an opaque one would say. Of the token's row
// alone; `grant` as above.
Json access_token_claims(const store::AccessToken& row, const store::Grant* grant,
                         const Policy& policy);

// The row of a presented token, JWT or opaque, whatever its state; nullopt when it is none of ours.
// A JWT is found by its jti and compared as a whole by SHA-256, which says more than its signature.
std::optional<store::AccessToken> find_presented_access_token(store::Reader& db,
                                                              std::string_view token);

}  // namespace lockspire
