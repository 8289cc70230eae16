#include "protocol/registered_uri.h"

#include <algorithm>

#include "base/uri.h"

namespace lockspire {
namespace {

constexpr std::size_t kLongest = 2'048;

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool is_loopback(std::string_view host) {
  return host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

std::optional<std::string_view> broken_scheme_rule(const Uri& uri, bool public_client) {
  const std::string scheme = lower_case(uri.scheme);
  // RFC 9700 2.6: plain http for a redirect URI on loopback only.
  if (scheme == "https" || scheme == "http") {
    if (!uri.has_authority || uri.host.empty()) return "must name a host";
    // RFC 8252 7.3: plain http never leaves the machine.
    if (scheme == "http" && !is_loopback(lower_case(uri.host))) {
      return "must use https; http is for loopback hosts only";
    }
    return std::nullopt;
  }
  // RFC 8252 7.1: a private-use scheme is a domain name in reverse order; javascript and data are
  // none.
  if (!scheme.contains('.'))
    return "must use https, loopback http or a scheme such as com.example.app";
  // RFC 8252 8.4: an app on a device cannot keep a secret.
  if (!public_client) return "must not use a private-use scheme: the client is confidential";
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> broken_redirect_uri_rule(std::string_view uri, bool public_client,
                                                         const Policy& policy) {
  if (uri.size() > kLongest) return "must have at most 2048 bytes";
  const auto parsed = parse_uri(uri);
  if (!parsed) return "must be an absolute URI without spaces, backslashes and control characters";
  // RFC 6749 3.1.2: no fragment, not even an empty one.
  if (parsed->has_fragment) return "must not have a fragment";
  if (parsed->has_userinfo) return "must not have a user name";
  // RFC 9700 4.1.3: URIs are compared as strings, so a wildcard would be a promise that nobody
  // keeps.
  if (uri.contains('*')) return "must not have a wildcard";
  if (const auto broken = broken_scheme_rule(*parsed, public_client)) return broken;
  // RFC 9700 4.11.2: a code must not be sent to a page of this server.
  if (origin_of(uri) == policy.origin) return "must not be on the origin of the issuer";
  return std::nullopt;
}

std::optional<std::string_view> broken_page_uri_rule(std::string_view uri) {
  if (uri.size() > kLongest) return "must have at most 2048 bytes";
  const auto parsed = parse_uri(uri);
  if (!parsed || lower_case(parsed->scheme) != "https" || parsed->host.empty()) {
    return "must be an absolute https URL";
  }
  if (parsed->has_userinfo) return "must not have a user name";
  return std::nullopt;
}

}  // namespace lockspire
