#include "outbound/route.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/uri.h"

namespace lockspire::outbound {
namespace {

constexpr std::size_t kLongestUrl = 2'048;
constexpr std::size_t kLongestHost = 253;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// A bracketed address, or a name of letters, digits, dots, dashes and underscores: no byte that two
// readers of a URL could take for different things.
bool is_plain_host(std::string_view host) {
  if (host.starts_with('[')) return true;
  return !host.empty() && host.size() <= kLongestHost && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

// 0 when it is no port.
std::uint16_t port_of(const Uri& uri) {
  if (!uri.has_port) return default_port(lower(uri.scheme));
  std::uint16_t port = 0;
  std::from_chars(uri.port.data(), uri.port.data() + uri.port.size(), port);
  return port;
}

bool is_exception(const Uri& uri, const Rules& rules) {
  const std::string target = lower(uri.host) + ":" + std::to_string(port_of(uri));
  return std::ranges::any_of(
      rules.exceptions, [&](const std::string& exception) { return lower(exception) == target; });
}

std::optional<std::string_view> broken_rule(const Uri& uri, const Rules& rules) {
  const std::string scheme = lower(uri.scheme);
  const bool http = scheme == "http" && rules.allow_http;
  if (scheme != "https" && !http) return "must use https";
  if (!uri.has_authority || !is_plain_host(uri.host)) return "must have a host";
  if (uri.has_userinfo) return "must have no user name or password";
  if (uri.has_fragment) return "must have no fragment";
  if (port_of(uri) == 0) return "must have a port from 1 to 65535";
  if (rules.reach == Reach::kAnywhere || is_exception(uri, rules)) return std::nullopt;
  // Other ports of a public host are services that did not ask for strangers' requests either.
  if (port_of(uri) != default_port(scheme)) {
    return "must use the default port, or be allowed in outbound.allow_private";
  }
  return std::nullopt;
}

std::string without_brackets(std::string_view host) {
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return lower(host);
}

std::expected<std::vector<Address>, Failure> addresses_of(const std::string& host,
                                                          const Rules& rules, Deadline deadline) {
  if (const auto literal = parse_address(host)) return std::vector{*literal};
  auto found = rules.resolver(host, deadline);
  if (!found) return std::unexpected(Failure{FailureKind::kName, host + ": " + found.error()});
  if (found->empty()) return std::unexpected(Failure{FailureKind::kName, host + ": no address"});
  return *std::move(found);
}

}  // namespace

bool Route::leads_to(const Address& address) const {
  return std::ranges::find(addresses, address) != addresses.end();
}

std::optional<std::string_view> broken_url_rule(std::string_view url, const Rules& rules) {
  const auto uri = url.size() <= kLongestUrl ? parse_uri(url) : std::nullopt;
  if (!uri) return "must be an absolute URI of at most 2048 characters";
  return broken_rule(*uri, rules);
}

std::expected<Route, Failure> find_route(std::string_view url, const Rules& rules,
                                         Deadline deadline) {
  if (const auto rule = broken_url_rule(url, rules)) {
    return std::unexpected(Failure{FailureKind::kUrl, "the URL " + std::string(*rule)});
  }
  const Uri uri = *parse_uri(url);
  Route route{.host = without_brackets(uri.host), .port = port_of(uri), .addresses = {}};
  auto addresses = addresses_of(route.host, rules, deadline);
  if (!addresses) return std::unexpected(addresses.error());
  route.addresses = *std::move(addresses);
  if (rules.reach == Reach::kAnywhere || is_exception(uri, rules)) return route;
  for (const Address& address : route.addresses) {
    const auto use = special_use(address);
    if (!use) continue;
    return std::unexpected(Failure{
        FailureKind::kAddress, route.host + " is at " + text_of(address) + ", which is " +
                                   std::string(*use) + "; outbound.allow_private can allow it"});
  }
  return route;
}

}  // namespace lockspire::outbound
