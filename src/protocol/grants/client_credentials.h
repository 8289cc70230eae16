// RFC 6749 4.4: a client asks for itself. No person, no refresh token, no ID token.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "http/form.h"
#include "protocol/client.h"
#include "protocol/scope.h"
#include "protocol/tokens/issue.h"
#include "store/store.h"

namespace lockspire {

struct ClientCredentialsRequest {
  std::optional<std::string> scope;
  Words resources;
};

Result<ClientCredentialsRequest> parse_client_credentials_request(const http::Form& form);

Result<TokenResponse> redeem(const ClientCredentialsRequest& request, const Client& client,
                             store::Store& store, const Issuer& issuer, Instant now);

}  // namespace lockspire
