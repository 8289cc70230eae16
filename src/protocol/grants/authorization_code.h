// RFC 6749 4.1.3: a code for tokens, once.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "http/form.h"
#include "protocol/client.h"
#include "protocol/tokens/issue.h"
#include "store/store.h"

namespace lockspire {

struct CodeRequest {
  Secret code;
  std::string redirect_uri;
  std::optional<std::string> code_verifier;
  Words resources;
};

Result<CodeRequest> parse_code_request(const http::Form& form);

// A request that authenticated but does not match consumes the code all the same; one that comes
// second also ends what the first was given (RFC 6749 4.1.2).
Result<TokenResponse> redeem(const CodeRequest& request, const Client& client, store::Store& store,
                             const Issuer& issuer, Instant now);

}  // namespace lockspire
