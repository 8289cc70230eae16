#include "endpoints/client_request.h"
#include "endpoints/endpoints.h"
#include "endpoints/refusal.h"
#include "protocol/revocation.h"

namespace lockspire::endpoints {

http::Response revoke(const http::Request& request, Services& services) {
  return answer_client(
      request, services, "revoke.refused", /*cors=*/true,
      [&](const http::Form& form, const Client& client) -> Result<http::Response> {
        TRY_ASSIGN(const RevocationRequest ask, parse_revocation_request(form));
        TRY(lockspire::revoke(ask, client, services.store, audit_context(request, services)));
        // RFC 7009 2.2: 200, and clients ignore the body.
        http::Response response(200);
        response.no_store();
        return response;
      });
}

}  // namespace lockspire::endpoints
