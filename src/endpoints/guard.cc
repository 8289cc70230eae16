#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/json.h"
#include "endpoints/cors.h"
#include "endpoints/endpoints.h"
#include "endpoints/refusal.h"
#include "http/authorization.h"
#include "protocol/guard/cache.h"
#include "protocol/guard/challenge.h"

namespace lockspire::endpoints {
namespace {

using guard::Admission;
using guard::RouteTable;

// Somebody else may have the name that is left of this one.
void require_whole(std::string_view name) {
  // RFC 9110 5.5: white space around a field value is no part of it.
  if (!name.starts_with(' ') && !name.ends_with(' ')) return;
  throw std::runtime_error("guard: a header cannot carry a name with a space at its end: \"" +
                           std::string(name) + "\"");
}

// nginx hands these on to the host, and a client's own copies never.
http::Response admitted(const Admission& admission) {
  require_whole(admission.subject);
  require_whole(admission.client_id);
  http::Response response(200);
  if (!admission.subject.empty()) response.header("X-Auth-Subject", admission.subject);
  response.header("X-Auth-Client", admission.client_id);
  response.header("X-Auth-Scope", admission.scope);
  response.header("X-Auth-Claims", admission.claims);
  return response;
}

// nginx understands 200, 401 and 403 only and drops the body: what the client is to get beside the
// challenge stands in headers, for nginx to write.
http::Response refused(int status, const OAuthError& error) {
  http::Response response = error_json(status, error);
  response.header("X-Auth-Error", response.body());
  return response;
}

http::Response refuse(const http::Request& request, Services& services, const guard::Route& route,
                      const OAuthError& error) {
  log_refusal(services, request, "guard.refused", error);
  http::Response response = refused(http_status(error.code), error);
  response.header("WWW-Authenticate", guard::challenge(route, &error));
  allow_client_origin(request, services, response);
  return response;
}

// RFC 6750 3: what comes without a token is told where to get one.
http::Response ask_for_token(const http::Request& request, Services& services,
                             const guard::Route& route) {
  http::Response response = refused(
      401, {ErrorCode::kInvalidToken, "an access token is required", "access_token.missing"});
  response.header("WWW-Authenticate", guard::challenge(route, nullptr));
  allow_client_origin(request, services, response);
  return response;
}

http::Response refuse_method(const http::Request& request, Services& services) {
  const OAuthError error{ErrorCode::kInvalidRequest, "the method is not allowed here",
                         "guard.method"};
  log_refusal(services, request, "guard.refused", error);
  http::Response response = refused(403, error);
  response.header("X-Auth-Status", "405");
  // RFC 9110 15.5.6: 405 says what is allowed.
  std::string allowed;
  for (const std::string& method : services.routes->methods_of(request.route)) {
    allowed += (allowed.empty() ? "" : ", ") + method;
  }
  response.header("Allow", allowed);
  return response;
}

// A browser asks without credentials whether a script may; the host answers.
bool is_preflight(const http::Request& request, const guard::Route& route) {
  return request.is("OPTIONS") && contains(route.methods, "OPTIONS") &&
         request.authorization.empty() && !request.origin.empty() &&
         !request.access_control_request_method.empty();
}

Result<std::shared_ptr<const Admission>> admit(std::string_view token,
                                               const RouteTable::Entry& entry, Services& services) {
  const std::int64_t now_ms = services.clock.unix_ms();
  const guard::CacheKey key(token, entry);
  if (auto known = services.admissions->find(key, now_ms)) return known;
  TRY_ASSIGN(Admission fresh, guard::admit(token, entry.route, services.store, services.keys,
                                           services.policy, now_ms));
  auto admission = std::make_shared<const Admission>(std::move(fresh));
  services.admissions->put(key, admission, now_ms);
  return admission;
}

}  // namespace

http::Response guard(const http::Request& request, Services& services) {
  // A mistake in the site's files, which must not let anybody in.
  if (!services.routes->has(request.route)) {
    throw std::runtime_error("guard: nginx names the route \"" + request.route +
                             "\", which the file of routes has not");
  }
  const RouteTable::Entry* const entry = services.routes->find(request.route, request.method);
  if (entry == nullptr) return refuse_method(request, services);
  const guard::Route& route = entry->route;
  if (is_preflight(request, route)) return http::Response(200);
  // RFC 6750 3.1 #other-scheme: one that sends something else has not heard of bearer tokens.
  if (!http::has_scheme(request.authorization, "Bearer")) {
    return ask_for_token(request, services, route);
  }
  // RFC 6750 2.1: the Authorization header is understood.
  // RFC 9700 4.3.2: no access token in a query.
  const auto token = http::parse_bearer(request.authorization);
  if (!token) {
    return refuse(request, services, route,
                  {ErrorCode::kInvalidToken, "the Authorization header has no bearer token",
                   "access_token.authorization"});
  }
  const auto admission = admit(token->reveal(), *entry, services);
  if (!admission) return refuse(request, services, route, admission.error());
  return admitted(**admission);
}

}  // namespace lockspire::endpoints
