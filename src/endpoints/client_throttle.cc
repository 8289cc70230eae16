#include "endpoints/client_throttle.h"

#include <string>

#include "endpoints/refusal.h"
#include "http/authorization.h"
#include "jose/jws.h"

namespace lockspire::endpoints {
namespace {

// Who the request says it is; nothing of it is believed. Empty when it says nothing.
std::string named_client(const http::Request& request, const http::Form& form) {
  if (!request.authorization.empty()) {
    const auto basic = http::parse_basic(request.authorization);
    return basic ? basic->user : std::string();
  }
  if (const auto client_id = form.one("client_id"); client_id && *client_id) return **client_id;
  const auto assertion = form.one("client_assertion");
  if (!assertion || !*assertion) return {};
  const auto jws = jose::parse_compact(**assertion);
  return jws ? std::string(jws->payload.view().string("sub").value_or("")) : std::string();
}

void log_bruteforce(const http::Request& request, const Services& services,
                    std::string_view client_id) {
  services.log.write(LogLevel::kAlert, "client_auth.bruteforce",
                     {{"claimed_client_id", client_id},
                      {"remote", request.remote_address},
                      {"rid", request.request_id.text()}});
}

}  // namespace

std::optional<http::Response> refuse_throttled(const http::Request& request,
                                               const Services& services, std::string_view event,
                                               const http::Form& form) {
  if (services.throttle == nullptr || services.throttle->is_quiet()) return std::nullopt;
  const std::string client_id = named_client(request, form);
  if (client_id.empty()) return std::nullopt;
  const auto verdict = services.throttle->look(client_id, request.remote_address);
  if (verdict.wait == Seconds(0)) return std::nullopt;
  if (verdict.is_first) log_bruteforce(request, services, client_id);
  // One whose own address guesses may be who it says, so this is no invalid_client.
  const OAuthError error{
      ErrorCode::kTemporarilyUnavailable, "too many failed attempts to authenticate this client",
      "client_auth.throttled", "for " + std::to_string(verdict.wait.count()) + " s more"};
  log_refusal(services, request, event, error);
  return too_many_requests(error, verdict.wait);
}

void count_failure(const http::Request& request, const Services& services, const http::Form& form,
                   const OAuthError& error) {
  if (services.throttle == nullptr || error.code != ErrorCode::kInvalidClient) return;
  const std::string client_id = named_client(request, form);
  if (!client_id.empty()) services.throttle->count_failure(client_id, request.remote_address);
}

}  // namespace lockspire::endpoints
