#include "endpoints/client_request.h"

#include <string>
#include <utility>

#include "endpoints/client_throttle.h"
#include "endpoints/cors.h"
#include "endpoints/refusal.h"
#include "protocol/client_auth.h"

namespace lockspire::endpoints {
namespace {

ClientAuth client_auth(const Services& services) {
  return {.store = services.store,
          .policy = services.policy,
          .secret_keys = services.client_secret_keys.get(),
          .remote_jwks = *services.remote_jwks,
          .now = services.clock.now()};
}

// `client_id` is filled in once it is proven, for the log.
Result<http::Response> tell(const http::Request& request, Services& services,
                            std::string_view event, std::string& client_id,
                            const ClientStory& story) {
  TRY_ASSIGN(const http::Form form, http::form_body(request));
  if (auto refused = refuse_throttled(request, services, event, form)) return *std::move(refused);
  // RFC 6749 3.2.1: a confidential client authenticates at the token endpoint.
  const auto client = authenticate_client(request, form, client_auth(services));
  if (!client) {
    count_failure(request, services, form, client.error());
    return fail(client.error());
  }
  client_id = client->client_id.text();
  return story(form, *client);
}

http::Response answer(const http::Request& request, Services& services, std::string_view event,
                      const ClientStory& story) {
  std::string client_id;
  auto result = tell(request, services, event, client_id, story);
  if (result) return *std::move(result);
  log_refusal(services, request, event, result.error(), client_id);
  return error_json(result.error());
}

}  // namespace

http::Response answer_client(const http::Request& request, Services& services,
                             std::string_view event, bool cors, const ClientStory& story) {
  const std::string_view methods = cors ? "POST, OPTIONS" : "POST";
  const bool is_preflight = cors && request.is("OPTIONS");
  // RFC 6749 3.2: the client must use POST.
  if (!is_preflight && !request.is("POST")) return http::method_not_allowed(methods);
  http::Response response =
      is_preflight ? preflight(methods) : answer(request, services, event, story);
  if (cors) allow_client_origin(request, services, response);
  return response;
}

}  // namespace lockspire::endpoints
