// Which keys of a JWK Set may verify a signature (RFC 7515 4.1.4, RFC 7517 5). The JOSE header only
// names one by its kid; the algorithm is the caller's.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "jose/jwk.h"

namespace lockspire {

// A set that strangers serve: so much, and no more.
inline constexpr JsonLimits kJwkSetLimits{.bytes = 65'536, .depth = 8, .members = 2'048};
inline constexpr std::size_t kMostJwks = 100;
// So many signatures are looked at for one token, at most.
inline constexpr std::size_t kMostCandidateKeys = 4;

// An object whose `keys` is a list of at most kMostJwks objects.
bool is_jwk_set(JsonView document);

// Those with this kid (empty: the token named none, and any will do) that can verify `alg`: of its
// type, curve and size, public, and meant for it by use, key_ops and alg. In the order of the set,
// at most kMostCandidateKeys. REQUIRES: is_jwk_set(jwks).
std::vector<jose::PublicKey> select_keys(JsonView jwks, std::string_view kid, jose::Alg alg);

}  // namespace lockspire
