// The rules of the keys that clients register (RFC 7591 2): by value or by reference.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "jose/alg.h"

namespace lockspire {

// The rule that a JWK Set breaks, as words that follow `jwks`; nullopt when it may be registered.
// One key at least must verify `alg`, or anything when that is absent. Keys of kinds that mean
// nothing here (for encryption, of other curves) may be among them.
std::optional<std::string_view> broken_jwks_rule(JsonView jwks,
                                                 std::optional<jose::Alg> alg = std::nullopt);

// The same for `jwks_uri`, with the hosts and ports that may be private. Where its name leads, and
// whether something answers there, is seen when the keys are needed.
std::optional<std::string_view> broken_jwks_uri_rule(std::string_view uri,
                                                     const std::vector<std::string>& allow_private);

}  // namespace lockspire
