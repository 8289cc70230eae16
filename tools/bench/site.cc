#include "tools/bench/site.h"

#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "base/json.h"
#include "base/uri.h"

namespace lockspire::bench {
namespace {

[[noreturn]] void throw_missing(std::string_view name) {
  throw std::runtime_error("the site's description lacks " + std::string(name));
}

JsonView member(JsonView object, std::string_view name) {
  const auto found = object.member(name);
  if (!found) throw_missing(name);
  return *found;
}

std::string text(JsonView object, std::string_view name) {
  const auto found = object.string(name);
  if (!found) throw_missing(name);
  return std::string(*found);
}

Json read_json(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path);
  auto json = Json::parse(content.str());
  if (!json) throw std::runtime_error(path + " is not JSON");
  return *std::move(json);
}

std::uint16_t port_of(std::string_view base_url) {
  const auto uri = parse_uri(base_url);
  std::uint16_t port = 0;
  if (uri) std::from_chars(uri->port.data(), uri->port.data() + uri->port.size(), port);
  if (port == 0) throw_missing("a port in base_url");
  return port;
}

BenchClient client(JsonView registered) {
  const auto uris = registered.strings("redirect_uris");
  if (!uris || uris->empty()) throw_missing("redirect_uris");
  return {text(registered, "client_id"), text(registered, "client_secret"), uris->front()};
}

void read_clients(Site& site, JsonView json) {
  for (const auto& [alg, registered] : member(json, "clients").members()) {
    site.clients.emplace(alg, client(registered));
  }
  if (const auto registered = json.member("api_client")) {
    site.api_client = {text(*registered, "client_id"), text(*registered, "client_secret"), {}};
  }
}

void read_pids(Site& site, JsonView pids) {
  for (const auto& [name, pid] : pids.members()) {
    site.pids.emplace(name, static_cast<pid_t>(pid.integer().value_or(0)));
  }
}

Site site_at(const std::string& path, const std::string& base_url) {
  Site site;
  site.file = path;
  site.port = port_of(base_url);
  site.host = base_url.substr(std::string_view("http://").size());
  return site;
}

Paths lockspire_paths(const std::string& mount) {
  return {.discovery = mount + "/.well-known/openid-configuration",
          .jwks = mount + "/jwks",
          .authorize = mount + "/authorize",
          .token = mount + "/token",
          .introspection = mount + "/introspect",
          .userinfo = mount + "/userinfo",
          .revocation = mount + "/revoke",
          .account = mount + "/account/apps",
          .metrics = mount + "/metrics"};
}

Site lockspire_site(const std::string& path, JsonView json, JsonView stack) {
  const std::string base_url = text(stack, "base_url");
  Site site = site_at(path, base_url);
  site.name = json.string("name").value_or("Lockspire");
  site.mount = text(stack, "issuer").substr(base_url.size());
  site.paths = lockspire_paths(site.mount);
  site.session_cookie = text(stack, "session_cookie") + "=" + text(json, "session");
  site.resource = base_url + "/api";
  site.config = text(stack, "config");
  read_pids(site, member(stack, "pids"));
  return site;
}

Site peer_site(const std::string& path, JsonView json) {
  Site site = site_at(path, text(json, "base_url"));
  site.name = text(json, "name");
  const JsonView paths = member(json, "paths");
  site.paths.discovery = text(paths, "discovery");
  site.paths.jwks = text(paths, "jwks");
  site.paths.authorize = text(paths, "authorize");
  site.paths.token = text(paths, "token");
  site.paths.introspection = text(paths, "introspection");
  site.paths.userinfo = text(paths, "userinfo");
  site.session_cookie = text(json, "session_cookie");
  site.resource = json.string("resource").value_or("");
  read_pids(site, member(json, "pids"));
  return site;
}

}  // namespace

pid_t Site::pid_of(std::string_view program) const {
  const auto found = pids.find(program);
  if (found != pids.end()) return found->second;
  const auto server = pids.find("server");
  return server != pids.end() ? server->second : 0;
}

Site read_site(const std::string& path) {
  const Json json = read_json(path);
  const auto stack = json.view().member("stack");
  Site site = stack ? lockspire_site(path, json.view(), *stack) : peer_site(path, json.view());
  read_clients(site, json.view());
  return site;
}

}  // namespace lockspire::bench
