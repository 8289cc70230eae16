#include "protocol/authorize/redirect_uri.h"

#include "base/uri.h"

namespace lockspire {
namespace {

bool is_loopback(const Uri& uri) {
  return uri.scheme == "http" && !uri.has_userinfo &&
         (uri.host == "127.0.0.1" || uri.host == "[::1]" || uri.host == "localhost");
}

// The text without ":port" after the host.
std::string without_port(std::string_view text, const Uri& uri) {
  if (!uri.has_port) return std::string(text);
  const auto port_at = static_cast<std::size_t>(uri.host.data() + uri.host.size() - text.data());
  std::string out(text);
  return out.erase(port_at, uri.port.size() + 1);
}

bool is_port(const Uri& uri) {
  if (!uri.has_port) return true;
  if (uri.port.empty()) return false;
  const int port = std::stoi(std::string(uri.port));
  return port > 0 && port <= 65'535;
}

// RFC 8252 7.3 #port: any port is allowed at the time of the request, and nothing else may differ.
bool differs_by_loopback_port(std::string_view registered, std::string_view presented) {
  const auto ours = parse_uri(registered);
  const auto theirs = parse_uri(presented);
  if (!ours || !theirs || !is_loopback(*ours) || !is_loopback(*theirs)) return false;
  return is_port(*theirs) && without_port(registered, *ours) == without_port(presented, *theirs);
}

}  // namespace

Result<RedirectTarget> match_redirect_uri(const Client& client, std::string_view uri) {
  for (const std::string& registered : client.redirect_uris) {
    // RFC 9700 2.1: exact string matching.
    // RFC 8252 8.10: redirect URIs are registered in full and compared exactly.
    if (registered == uri) return RedirectTarget(uri);
    if (client.is_public() && differs_by_loopback_port(registered, uri)) return RedirectTarget(uri);
  }
  // RFC 6749 3.1.2.3: a redirect URI that was not registered is refused.
  OAuthError error{ErrorCode::kInvalidRequest, "redirect_uri is not registered for this client",
                   "authorize.redirect_mismatch", "registered:"};
  for (const std::string& registered : client.redirect_uris) error.detail += " " + registered;
  error.detail += "; came: " + uri_for_log(uri);
  error.alert = !client.is_public();
  return fail(std::move(error));
}

bool is_loopback_uri(std::string_view text) {
  const auto uri = parse_uri(text);
  return uri && is_loopback(*uri);
}

bool is_claimable_by_others(std::string_view text) {
  const auto uri = parse_uri(text);
  return !uri || uri->scheme != "https";
}

std::string redirect_host(std::string_view text) {
  const auto uri = parse_uri(text);
  if (!uri) return {};
  if (uri->has_authority && !uri->host.empty() && uri->scheme.starts_with("http")) {
    return std::string(uri->host);
  }
  return std::string(uri->scheme);
}

}  // namespace lockspire
