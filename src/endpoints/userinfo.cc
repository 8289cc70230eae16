#include "protocol/userinfo.h"

#include <optional>
#include <string>

#include "endpoints/cors.h"
#include "endpoints/endpoints.h"
#include "endpoints/refusal.h"
#include "http/authorization.h"

namespace lockspire::endpoints {
namespace {

// RFC 6750 2: the token of the header or, in a form POST, of the body; nullopt when there is none.
// RFC 9700 4.3.2: no access token in a query.
Result<std::optional<Secret>> presented_token(const http::Request& request) {
  std::optional<Secret> token;
  if (!request.authorization.empty()) {
    // RFC 6750 3.1 #other-scheme: one that sends something else has not heard of bearer tokens.
    if (!http::has_scheme(request.authorization, "Bearer")) return std::nullopt;
    token = http::parse_bearer(request.authorization);
    if (!token) {
      return fail(ErrorCode::kInvalidToken, "the Authorization header has no bearer token",
                  "userinfo.authorization");
    }
  }
  // A POST whose token stands in the header may have an empty body of any type.
  // RFC 6750 2.2 #post: a form counts in a POST only.
  if (!request.is("POST") || !http::is_form(request)) return token;
  TRY_ASSIGN(const http::Form form, http::Form::parse(request.body));
  // RFC 6750 2.2: a form in the body of a POST may carry the token.
  TRY_ASSIGN(auto in_body, form.one("access_token"));
  if (!in_body) return token;
  // RFC 6750 2: no more than one method a request.
  // RFC 6750 3.1: two tokens are invalid_request, 400.
  if (token) {
    return fail(ErrorCode::kInvalidRequest, "access_token is given twice", "userinfo.two_tokens");
  }
  return Secret(*std::move(in_body));
}

// RFC 6750 3: the challenge; without a code when no credential was sent.
std::string challenge(const OAuthError* error) {
  std::string text = "Bearer realm=\"lockspire\"";
  // RFC 6750 3.1 #no-credentials: a challenge without an error when nothing came.
  if (error == nullptr) return text;
  text += ", error=\"" + std::string(wire_name(error->code)) + "\"";
  text += ", error_description=\"" + error->description.text() + "\"";
  // RFC 6750 3.1 #scope: insufficient_scope names the scope that is needed.
  if (error->code == ErrorCode::kInsufficientScope) text += ", scope=\"openid\"";
  return text;
}

// OIDC Core 5.3.3: errors are those of bearer tokens.
http::Response refuse(const http::Request& request, const Services& services,
                      const OAuthError& error) {
  log_refusal(services, request, "userinfo.refused", error);
  http::Response response = error_json(error);
  response.header("WWW-Authenticate", challenge(&error));
  return response;
}

http::Response answer(const http::Request& request, Services& services) {
  const auto token = presented_token(request);
  if (!token) return refuse(request, services, token.error());
  if (!*token) {
    http::Response response(401);
    response.no_store().header("WWW-Authenticate", challenge(nullptr));
    return response;
  }
  const auto found =
      find_userinfo((*token)->reveal(), services.store, services.policy, services.clock.now());
  if (!found) return refuse(request, services, found.error());
  // OIDC Core 5.3.2 #json: the answer is application/json.
  return http::json(200, found->json);
}

}  // namespace

http::Response userinfo(const http::Request& request, Services& services) {
  constexpr std::string_view kMethods = "GET, POST, OPTIONS";
  const bool is_preflight = request.is("OPTIONS");
  if (!is_preflight && !request.is("GET") && !request.is("POST")) {
    return http::method_not_allowed(kMethods);
  }
  http::Response response = is_preflight ? preflight(kMethods) : answer(request, services);
  allow_client_origin(request, services, response);
  return response;
}

}  // namespace lockspire::endpoints
