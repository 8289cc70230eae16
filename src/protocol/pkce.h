// RFC 7636: proof key for code exchange, S256 only.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "http/form.h"
#include "protocol/client.h"

namespace lockspire {

// code_challenge and code_challenge_method of an authorization request. nullopt only for a client
// that may go without and sent none.
Result<std::optional<std::string>> parse_code_challenge(const http::Form& form,
                                                        const Client& client);

// The verifier of a token request against the challenge of its code.
Result<Done> check_code_verifier(const std::optional<std::string>& code_challenge,
                                 const std::optional<std::string>& code_verifier);

}  // namespace lockspire
