#include "ops/config_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/uri.h"

namespace lockspire::ops {
namespace {

constexpr std::array kUnits{
    std::pair{'d', std::int64_t{86'400}},
    std::pair{'h', std::int64_t{3'600}},
    std::pair{'m', std::int64_t{60}},
    std::pair{'s', std::int64_t{1}},
};

constexpr std::array kStandardScopes{
    std::pair{std::string_view("openid"), std::string_view("Confirm who you are")},
    std::pair{std::string_view("profile"), std::string_view("See your name and profile")},
    std::pair{std::string_view("email"), std::string_view("See your e-mail address")},
    std::pair{std::string_view("address"), std::string_view("See your postal address")},
    std::pair{std::string_view("phone"), std::string_view("See your phone number")},
    std::pair{std::string_view("offline_access"),
              std::string_view("Keep access while you are away")},
};

constexpr std::string_view kDurationRule = "must be a duration such as \"10s\", \"15m\" or \"30d\"";

std::unexpected<std::string> wrong(std::string_view rule) {
  return std::unexpected(std::string(rule));
}

std::optional<std::int64_t> digits(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

bool is_lower_case(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// The mount becomes a location of nginx and a prefix that is compared byte by byte.
bool is_plain_path(std::string_view path) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  if (path.find_first_not_of(kPlain) != std::string_view::npos) return false;
  const std::string closed = std::string(path) + "/";
  return closed.find("//") == std::string::npos && closed.find("/./") == std::string::npos &&
         closed.find("/../") == std::string::npos;
}

bool is_loopback_v4(std::string_view host) {
  if (!host.starts_with("127.")) return false;
  int dots = 0;
  while (true) {
    const auto dot = host.find('.');
    const auto part = digits(host.substr(0, dot));
    if (!part || *part > 255) return false;
    if (dot == std::string_view::npos) return dots == 3;
    host.remove_prefix(dot + 1);
    ++dots;
  }
}

Parsed<bool> check_issuer_uri(const Uri& uri) {
  if (uri.scheme != "https" && uri.scheme != "http") return wrong("must begin with https://");
  if (!uri.has_authority || uri.host.empty()) return wrong("must name a host");
  if (uri.has_userinfo) return wrong("must not have a user name");
  if (uri.has_query) return wrong("must not have a query");
  if (uri.has_fragment) return wrong("must not have a fragment");
  if (!is_lower_case(uri.host)) return wrong("must have its host in lower case");
  // RFC 6749 3.1 #tls: endpoints are reached over TLS, but on loopback.
  if (uri.scheme == "http" && !is_loopback_host(uri.host)) {
    return wrong("must use https; http is for loopback hosts only");
  }
  if (uri.path.ends_with('/')) return wrong("must not end with a slash");
  if (!uri.path.empty() && !is_plain_path(uri.path)) {
    return wrong("must have a path of letters, digits and -._~ without empty segments");
  }
  return true;
}

}  // namespace

Parsed<Seconds> parse_duration(std::string_view text) {
  if (text.size() < 2) return wrong(kDurationRule);
  const auto unit = std::ranges::find(kUnits, text.back(), &decltype(kUnits)::value_type::first);
  const auto count = digits(text.substr(0, text.size() - 1));
  if (unit == kUnits.end() || !count) return wrong(kDurationRule);
  constexpr std::int64_t kTenYears = std::int64_t{3'650} * 86'400;
  if (*count > kTenYears / unit->second) return wrong("is longer than ten years");
  return Seconds(*count * unit->second);
}

std::string print_duration(Seconds duration) {
  if (duration.count() == 0) return "0s";
  for (const auto& [unit, seconds] : kUnits) {
    if (duration.count() % seconds == 0) return std::to_string(duration.count() / seconds) + unit;
  }
  return std::to_string(duration.count()) + "s";
}

Parsed<bool> set_issuer(Policy& policy, const std::string& issuer) {
  const auto uri = parse_uri(issuer);
  if (!uri) return wrong("must be an absolute https URL");
  // RFC 8414 2: https, no query, no fragment.
  if (auto checked = check_issuer_uri(*uri); !checked) return checked;
  const auto origin = origin_of(issuer);
  if (!origin || issuer != *origin + std::string(uri->path)) {
    return wrong("must be written without the default port and in its shortest form");
  }
  policy.issuer = issuer;
  policy.origin = *origin;
  policy.mount = std::string(uri->path);
  policy.secure = uri->scheme == "https";
  return true;
}

Parsed<std::string> parse_host_path(const std::string& text) {
  if (!text.starts_with('/')) return wrong("must be a path that begins with /");
  const std::string path = text.substr(0, text.find('?'));
  if (path.find("//") != std::string::npos) return wrong("must not have //");
  const std::string absolute = "https://host" + text;
  const auto uri = parse_uri(absolute);
  if (!uri) return wrong("has characters that a URL cannot have");
  if (uri->has_fragment) return wrong("must not have a fragment");
  return text;
}

Parsed<std::string> parse_origin(const std::string& text) {
  if (origin_of(text) != text) return wrong("must be an origin such as https://example.com");
  return text;
}

Parsed<std::string> parse_host_port(const std::string& text) {
  constexpr std::string_view kRule = "must be host:port";
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return wrong(kRule);
  const std::string absolute = "https://" + text;
  const auto uri = parse_uri(absolute);
  if (!uri || uri->has_userinfo || uri->host.empty() || !uri->has_port) return wrong(kRule);
  if (!uri->path.empty() || uri->has_query || uri->has_fragment) return wrong(kRule);
  const auto port = digits(uri->port);
  if (!port || *port < 1 || *port > 65'535) return wrong("must have a port from 1 to 65535");
  return text;
}

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host == "[::1]" || is_loopback_v4(host);
}

bool is_scope_name(std::string_view text) {
  // RFC 6749 3.3: printable ASCII without space, quote and backslash.
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
  });
}

std::string_view standard_scope_words(std::string_view scope) {
  const auto row =
      std::ranges::find(kStandardScopes, scope, &decltype(kStandardScopes)::value_type::first);
  return row == kStandardScopes.end() ? std::string_view() : row->second;
}

std::string toml_string(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15U];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace lockspire::ops
