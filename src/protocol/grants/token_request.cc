#include "protocol/grants/token_request.h"

#include <algorithm>

namespace lockspire {

const std::array<GrantType, 3> kGrantTypes{
    GrantType{
        "authorization_code",
        [](const http::Form& form) -> Result<TokenRequest> { return parse_code_request(form); }},
    GrantType{
        "refresh_token",
        [](const http::Form& form) -> Result<TokenRequest> { return parse_refresh_request(form); }},
    GrantType{"client_credentials",
              [](const http::Form& form) -> Result<TokenRequest> {
                return parse_client_credentials_request(form);
              }},
};

std::string_view grant_type_of(const TokenRequest& request) {
  return kGrantTypes.at(request.index()).name;
}

Result<TokenRequest> parse_token_request(const http::Form& form, const Client& client) {
  TRY_ASSIGN(const auto grant_type, form.required("grant_type"));
  const auto* const known = std::ranges::find(kGrantTypes, grant_type, &GrantType::name);
  if (known == kGrantTypes.end()) {
    return fail(ErrorCode::kUnsupportedGrantType, "grant_type is not supported",
                "token.grant_type");
  }
  // RFC 6749 5.2: unauthorized_client.
  // RFC 6749 5.2 #unauthorized-client: a grant that the client is not registered for.
  if (!client.allows_grant(known->name)) {
    return fail(ErrorCode::kUnauthorizedClient, "the client is not registered for this grant_type",
                "token.grant_not_registered", "grant_type: " + grant_type);
  }
  return known->parse(form);
}

}  // namespace lockspire
