#include "endpoints/client_request.h"
#include "endpoints/endpoints.h"
#include "protocol/introspection.h"

namespace lockspire::endpoints {
namespace {

constexpr std::string_view kJwt = "application/token-introspection+jwt";

// RFC 7662 2.1: the caller must prove who it is, which a public client cannot.
Result<Done> check_caller(const Client& client) {
  if (client.is_public()) {
    return fail(ErrorCode::kInvalidClient, "client authentication failed",
                "introspect.public_client");
  }
  return Done{};
}

}  // namespace

http::Response introspect(const http::Request& request, Services& services) {
  return answer_client(
      request, services, "introspect.refused", /*cors=*/false,
      [&](const http::Form& form, const Client& client) -> Result<http::Response> {
        TRY(check_caller(client));
        TRY_ASSIGN(const IntrospectionRequest ask, parse_introspection_request(form));
        const Instant now = services.clock.now();
        Json answer = lockspire::introspect(ask, client, services.store, services.policy, now);
        // RFC 9701 4: the Accept header asks for the signed form.
        if (request.accept.find(kJwt) == std::string::npos) {
          return http::json(200, answer.print());
        }
        http::Response response(200);
        response.no_store().body(kJwt,
                                 sign_introspection(std::move(answer), client, services.policy,
                                                    *services.keys.current(), now)
                                     .reveal());
        return response;
      });
}

}  // namespace lockspire::endpoints
