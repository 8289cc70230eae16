#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "ops/verify/nginx_checks.h"

namespace lockspire::ops {
namespace {

constexpr std::int64_t kKilobyte = 1024;
constexpr std::int64_t kBuffer = 16 * kKilobyte;
constexpr std::int64_t kBody = 64 * kKilobyte;

// `16k`, `1m`, `4096`.
std::optional<std::int64_t> size_of(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || value < 0 || value > INT64_MAX / (kKilobyte * kKilobyte)) {
    return std::nullopt;
  }
  if (rest == end) return value;
  if (rest + 1 != end) return std::nullopt;
  if (*rest == 'k' || *rest == 'K') return value * kKilobyte;
  if (*rest == 'm' || *rest == 'M') return value * kKilobyte * kKilobyte;
  return std::nullopt;
}

bool is_at_least(std::string_view size, std::int64_t least) {
  const auto bytes = size_of(size);
  return !bytes || *bytes >= least;
}

Finding check_request_line(const NginxFacts& facts) {
  const nginx::Directive* line =
      nginx::last_effective(facts.server->levels, "large_client_header_buffers");
  const bool fits = line != nullptr && is_at_least(line->arg(1), kBuffer);
  std::vector<std::string> places;
  if (!fits) {
    places.push_back(server_name(facts) + " has " +
                     (line == nullptr ? std::string("the default, 8k") : line->text()));
  }
  return judged("nginx.request_line", "an authorization request of 8 KiB fits",
                "an authorization request of 8 KiB does not fit into nginx's buffers", places,
                "in http { }: large_client_header_buffers 4 16k;");
}

// Each location once.
template <typename Offends>
std::vector<std::string> places_where(const NginxFacts& facts, Offends offends) {
  std::vector<std::string> places;
  for (const ProgramLocation& ours : facts.ours) {
    if (offends(ours)) places.push_back(ours.location->name());
  }
  return places;
}

bool takes_large_body(const ProgramLocation& ours) {
  if (ours.program == "guard") return false;
  const auto size =
      size_of(nginx::effective_value(ours.location->levels, "client_max_body_size", "1m"));
  return size && (*size == 0 || *size > kBody);
}

bool has_small_buffer(const ProgramLocation& ours) {
  return !is_at_least(nginx::effective_value(ours.location->levels, "fastcgi_buffer_size", "4k"),
                      kBuffer);
}

bool has_no_rate(const ProgramLocation& ours) {
  return ours.program != "guard" &&
         nginx::last_effective(ours.location->levels, "limit_req") == nullptr;
}

}  // namespace

Findings check_nginx_limits(const NginxFacts& facts) {
  Findings out;
  if (facts.server != nullptr) out.push_back(check_request_line(facts));
  out.push_back(judged("nginx.buffer_size", "answers fit into nginx's buffers",
                       "a redirect with a long state does not fit into nginx's buffer: 502",
                       places_where(facts, has_small_buffer),
                       "in each: fastcgi_buffer_size 16k; fastcgi_buffers 8 16k;"));
  out.push_back(
      judged("nginx.body_size", "bodies are bounded", "nginx takes bodies that no program wants",
             places_where(facts, takes_large_body), "in each: client_max_body_size 64k;"));
  out.push_back(judged("nginx.rate_limit", "requests are limited by address",
                       "nothing limits requests by address", places_where(facts, has_no_rate),
                       "in each: limit_req zone=lockspire_api burst=200 nodelay; "
                       "limit_req_status 429;",
                       facts.installed ? Severity::kError : Severity::kWarn));
  return out;
}

}  // namespace lockspire::ops
