#include "endpoints/cors.h"

#include <string>

#include "store/clients.h"

namespace lockspire::endpoints {

void allow_client_origin(const http::Request& request, Services& services,
                         http::Response& response) {
  response.header("Vary", "Origin");
  if (request.origin.empty() || request.origin == "null") return;
  const bool known = services.store.read(
      [&](store::Reader& db) { return store::is_client_origin(db, request.origin); });
  if (!known) return;
  response.header("Access-Control-Allow-Origin", request.origin);
  response.header("Access-Control-Expose-Headers", "WWW-Authenticate, X-Request-Id");
}

void allow_any_origin(http::Response& response) {
  response.header("Access-Control-Allow-Origin", "*");
}

http::Response preflight(std::string_view methods) {
  http::Response response(204);
  response.header("Access-Control-Allow-Methods", std::string(methods));
  response.header("Access-Control-Allow-Headers", "authorization, content-type");
  response.header("Access-Control-Max-Age", "600");
  return response;
}

}  // namespace lockspire::endpoints
