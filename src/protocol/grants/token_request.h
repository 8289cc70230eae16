// RFC 6749 4: a token request, parsed once; after this nobody sees the form.
#pragma once

#include <array>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "http/form.h"
#include "protocol/client.h"
#include "protocol/grants/authorization_code.h"
#include "protocol/grants/client_credentials.h"
#include "protocol/grants/refresh_token.h"

namespace lockspire {

using TokenRequest = std::variant<CodeRequest, RefreshRequest, ClientCredentialsRequest>;

struct GrantType {
  std::string_view name;
  Result<TokenRequest> (*parse)(const http::Form& form);
};

// RFC 9700 2.4: no password grant.
// The grants that exist here, in the order of TokenRequest; discovery prints the same table.
extern const std::array<GrantType, 3> kGrantTypes;

// The name of the grant that a request is for; static.
std::string_view grant_type_of(const TokenRequest& request);

// RFC 6749 3.2 #unknown: parameters that are not asked for by name are ignored, also repeated ones.
// unsupported_grant_type for a grant that is not in the table, unauthorized_client for one that the
// client is not registered for.
Result<TokenRequest> parse_token_request(const http::Form& form, const Client& client);

}  // namespace lockspire
