// RFC 6749 6, RFC 9700 4.14: a refresh token for new tokens, with rotation.
//
// A retired token seen again ends its grant, with one grace: the same client gets the same
// successor again for a few seconds, a bounded number of times, and only until the successor is
// used. It is sealed under a key made from the retired token, so the database alone does not give
// it away.
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

struct RefreshRequest {
  Secret refresh_token;
  std::optional<std::string> scope;
  Words resources;
};

Result<RefreshRequest> parse_refresh_request(const http::Form& form);

Result<TokenResponse> redeem(const RefreshRequest& request, const Client& client,
                             store::Store& store, const Issuer& issuer, Instant now);

}  // namespace lockspire
