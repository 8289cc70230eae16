// `lockspire doctor token-format`: what a token is, and whether it counts; without one, which
// format each client's access tokens have.
#pragma once

#include <string>
#include <string_view>

#include "host/session.h"
#include "ops/finding.h"
#include "ops/operator.h"

namespace lockspire::ops {

// Longer texts are no token of ours.
inline constexpr std::size_t kLongestToken = 16'384;

// Kind, header and claims, the key that signed it, and whether it is alive. An error is what makes
// it count for nothing. `sessions`: null when the secrets of the host cannot be read here.
Findings explain_token(const Operator& who, const host::SessionRules* sessions,
                       std::string_view token);

Findings list_token_formats(const Operator& who);

}  // namespace lockspire::ops
