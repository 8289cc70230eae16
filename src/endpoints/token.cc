#include "endpoints/client_request.h"
#include "endpoints/endpoints.h"
#include "protocol/grants/token_request.h"

namespace lockspire::endpoints {

http::Response token(const http::Request& request, Services& services) {
  return answer_client(request, services, "token.refused", /*cors=*/true,
                       [&](const http::Form& form, const Client& client) -> Result<http::Response> {
                         TRY_ASSIGN(const TokenRequest ask, parse_token_request(form, client));
                         const auto keys = services.keys.current();
                         const Issuer issuer(services.policy, *keys, services.random,
                                             services.clock, request.request_id);
                         const auto redeem_it = [&](const auto& grant) {
                           return redeem(grant, client, services.store, issuer,
                                         services.clock.now());
                         };
                         TRY_ASSIGN(const TokenResponse response, std::visit(redeem_it, ask));
                         if (services.counters != nullptr) {
                           services.counters->count_issued(grant_type_of(ask));
                         }
                         return http::json(200, print(response));
                       });
}

}  // namespace lockspire::endpoints
