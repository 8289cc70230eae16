#include "endpoints/refusal.h"

#include <string>

#include "base/json.h"

namespace lockspire::endpoints {

void log_refusal(const Services& services, const http::Request& request, std::string_view event,
                 const OAuthError& error, std::string_view client_id) {
  const std::string description = error.description.text();
  services.log.write(error.alert ? LogLevel::kAlert : LogLevel::kInfo, event,
                     {{"reason", error.reason.text()},
                      {"error", wire_name(error.code)},
                      {"client_id", client_id},
                      {"description", description},
                      {"detail", error.detail},
                      {"remote", request.remote_address},
                      {"rid", request.request_id.text()}});
}

http::Response error_json(const OAuthError& error) {
  Json json = Json::object();
  json.set("error", wire_name(error.code));
  json.set("error_description", error.description.text());
  http::Response response = http::json(http_status(error.code), json.print());
  // RFC 6749 5.2: a 401 names a scheme that would do.
  if (error.code == ErrorCode::kInvalidClient) {
    response.header("WWW-Authenticate", "Basic realm=\"lockspire\"");
  }
  if (error.code == ErrorCode::kTemporarilyUnavailable) response.header("Retry-After", "2");
  return response;
}

}  // namespace lockspire::endpoints
