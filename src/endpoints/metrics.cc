#include "protocol/metrics.h"

#include "endpoints/endpoints.h"

namespace lockspire::endpoints {

// Who may read it is decided in front of it: nginx lets loopback in and nobody else.
http::Response metrics(const http::Request& request, Services& services) {
  if (!request.is("GET") && !request.is("HEAD")) return http::method_not_allowed("GET, HEAD");
  http::Response response(200);
  response.no_store().header("X-Content-Type-Options", "nosniff");
  response.body(kMetricsType,
                services.store.read([](store::Reader& db) { return metrics_text(db); }));
  return response;
}

}  // namespace lockspire::endpoints
