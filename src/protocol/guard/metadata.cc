#include "protocol/guard/metadata.h"

#include "base/json.h"
#include "base/uri.h"

namespace lockspire::guard {
namespace {

struct Parts {
  std::string_view origin;
  std::string_view path;
};

Parts parts_of(std::string_view resource) {
  const auto authority = resource.find("://");
  if (authority == std::string_view::npos) return {resource, {}};
  const auto slash = resource.find('/', authority + 3);
  if (slash == std::string_view::npos) return {resource, {}};
  const std::string_view path = resource.substr(slash);
  // RFC 9728 3.1 #slash: a slash that ends the host is left out.
  return {resource.substr(0, slash), path == "/" ? std::string_view() : path};
}

std::string_view host_of(const Parts& parts) {
  const auto authority = parts.origin.find("://");
  return authority == std::string_view::npos ? std::string_view()
                                             : parts.origin.substr(authority + 3);
}

std::string document(const std::string& resource, const RouteTable& routes, const Policy& policy) {
  Words scopes;
  for (const RouteTable::Entry& entry : routes.entries()) {
    if (entry.route.resource == resource) scopes = unite(std::move(scopes), entry.route.scopes);
  }
  Json json = Json::object();
  // RFC 9728 3.3: resource is exactly what the client asked about.
  json.set("resource", resource);
  // RFC 9728 2: who issues tokens for it, which scopes there are, how a token is sent.
  json.set("authorization_servers", Json::strings(Words{policy.issuer}));
  // RFC 9728 3.2: a list without an item is left out.
  if (!scopes.empty()) json.set("scopes_supported", Json::strings(scopes));
  json.set("bearer_methods_supported", Json::strings(Words{"header"}));
  return json.print();
}

}  // namespace

std::string metadata_url(std::string_view resource) {
  const Parts parts = parts_of(resource);
  return std::string(parts.origin) + std::string(kMetadataPath) + std::string(parts.path);
}

std::optional<std::string> metadata_at(std::string_view path, std::string_view host,
                                       const RouteTable& routes, const Policy& policy) {
  const std::string* found = nullptr;
  for (const RouteTable::Entry& entry : routes.entries()) {
    const Parts parts = parts_of(entry.route.resource);
    if (path != std::string(kMetadataPath) + std::string(parts.path)) continue;
    const bool is_exact = host_of(parts) == host;
    if (found == nullptr || is_exact) found = &entry.route.resource;
    if (is_exact) break;
  }
  if (found == nullptr) return std::nullopt;
  return document(*found, routes, policy);
}

}  // namespace lockspire::guard
