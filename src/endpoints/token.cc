#include "endpoints/cors.h"
#include "endpoints/endpoints.h"
#include "endpoints/refusal.h"
#include "protocol/client_auth.h"
#include "protocol/grants/token_request.h"

namespace lockspire::endpoints {
namespace {

// `client_id` is filled in once it is proven, for the log.
Result<TokenResponse> exchange(const http::Request& request, Services& services,
                               std::string& client_id) {
  TRY_ASSIGN(const http::Form form, http::form_body(request));
  const Instant now = services.clock.now();
  TRY_ASSIGN(const Client client, services.store.read([&](store::Reader& db) {
    return authenticate_client(request, form, db, now);
  }));
  client_id = client.client_id.text();
  TRY_ASSIGN(const TokenRequest ask, parse_token_request(form, client, services.policy));
  const auto keys = services.keys.current();
  const Issuer issuer(services.policy, *keys, services.random, services.clock);
  return std::visit(
      [&](const auto& grant) { return redeem(grant, client, services.store, issuer, now); }, ask);
}

}  // namespace

http::Response token(const http::Request& request, Services& services) {
  if (request.is("OPTIONS")) {
    http::Response response = preflight("POST, OPTIONS");
    allow_client_origin(request, services, response);
    return response;
  }
  // RFC 6749 3.2: the client must use POST.
  if (!request.is("POST")) return http::method_not_allowed("POST, OPTIONS");
  std::string client_id;
  const auto result = exchange(request, services, client_id);
  if (!result) log_refusal(services, request, "token.refused", result.error(), client_id);
  http::Response response = result ? http::json(200, print(*result)) : error_json(result.error());
  allow_client_origin(request, services, response);
  return response;
}

}  // namespace lockspire::endpoints
