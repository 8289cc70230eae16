#include "endpoints/refusal.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/json.h"
#include "store/refusals.h"

namespace lockspire::endpoints {
namespace {

constexpr std::size_t kMaxDetail = 512;
constexpr std::size_t kMaxName = 64;

// What came from outside, as it may rest: short, and nothing in it that steers a terminal.
std::string plain(std::string_view text, std::size_t most) {
  std::string out(text.substr(0, most));
  std::ranges::replace_if(out, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return out;
}

std::optional<std::string> unless_empty(std::string_view text, std::size_t most) {
  return text.empty() ? std::nullopt : std::optional(plain(text, most));
}

// What a log line and an entry of the ring say alike.
struct Entry {
  LogLevel level;
  std::string_view event;
  std::string_view error;
  Literal reason;
  std::string description;
  std::string_view detail;
  std::string_view client_id;
};

void log(const Services& services, const http::Request& request, const Entry& entry) {
  services.log.write(entry.level, entry.event,
                     {{"reason", entry.reason.text()},
                      {"error", entry.error},
                      {"client_id", entry.client_id},
                      {"description", entry.description},
                      {"detail", entry.detail},
                      {"method", request.method},
                      {"remote", request.remote_address},
                      {"rid", request.request_id.text()}});
}

store::Refusal row_of(const http::Request& request, const Entry& entry, Instant now) {
  store::Refusal row{.request_id = RequestId(plain(request.request_id.text(), kMaxName)),
                     .at = now,
                     .event = std::string(entry.event),
                     .error = std::string(entry.error),
                     .reason = std::string(entry.reason.text()),
                     .detail = unless_empty(entry.detail, kMaxDetail),
                     .client_id = std::nullopt,
                     .remote = unless_empty(request.remote_address, kMaxName)};
  if (!entry.client_id.empty()) row.client_id = ClientId(std::string(entry.client_id));
  return row;
}

void record(const Services& services, const http::Request& request, const Entry& entry) {
  log(services, request, entry);
  if (services.counters != nullptr) services.counters->count_refusal(entry.reason);
  services.store.note([row = row_of(request, entry, services.clock.now())](store::Transaction& tx) {
    store::insert_refusal(tx, row);
  });
}

}  // namespace

void log_refusal(const Services& services, const http::Request& request, std::string_view event,
                 const OAuthError& error, std::string_view client_id) {
  record(services, request,
         {.level = error.alert ? LogLevel::kAlert : LogLevel::kInfo,
          .event = event,
          .error = wire_name(error.code),
          .reason = error.reason,
          .description = error.description.text(),
          .detail = error.detail,
          .client_id = client_id});
}

void log_fault(const Services& services, const http::Request& request, std::string_view event,
               const OAuthError& error) {
  record(services, request,
         {.level = LogLevel::kError,
          .event = event,
          .error = wire_name(error.code),
          .reason = error.reason,
          .description = error.description.text(),
          .detail = error.detail,
          .client_id = {}});
}

void log_ignored_session(const Services& services, const http::Request& request,
                         const host::SessionRefusal& refusal) {
  record(services, request,
         {.level = refusal.alert ? LogLevel::kAlert : LogLevel::kInfo,
          .event = "session.ignored",
          .error = {},
          .reason = refusal.reason,
          .description = {},
          .detail = refusal.detail,
          .client_id = {}});
}

namespace {

std::string body_of(const OAuthError& error) {
  Json json = Json::object();
  json.set("error", wire_name(error.code));
  json.set("error_description", error.description.text());
  return json.print();
}

}  // namespace

http::Response error_json(const OAuthError& error) {
  return error_json(http_status(error.code), error);
}

http::Response error_json(int status, const OAuthError& error) {
  http::Response response = http::json(status, body_of(error));
  // RFC 6749 5.2: a 401 names a scheme that would do.
  // RFC 6749 5.2 #challenge: a client that fails with a header gets 401 and a challenge.
  if (error.code == ErrorCode::kInvalidClient) {
    response.header("WWW-Authenticate", "Basic realm=\"lockspire\"");
  }
  if (error.code == ErrorCode::kTemporarilyUnavailable) response.header("Retry-After", "2");
  return response;
}

http::Response too_many_requests(const OAuthError& error, Seconds wait) {
  // RFC 6585 4: how long to wait before a new request.
  http::Response response = http::json(429, body_of(error));
  response.header("Retry-After", std::to_string(wait.count()));
  return response;
}

AuditContext audit_context(const http::Request& request, const Services& services) {
  return {.random = services.random,
          .now = services.clock.now(),
          .request_id = RequestId(plain(request.request_id.text(), kMaxName))};
}

}  // namespace lockspire::endpoints
