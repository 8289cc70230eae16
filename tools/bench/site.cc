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

}  // namespace

Site read_site(const std::string& path) {
  const Json json = read_json(path);
  const JsonView stack = member(json.view(), "stack");
  const std::string base_url = text(stack, "base_url");
  Site site{.port = port_of(base_url),
            .host = base_url.substr(std::string_view("http://").size()),
            .mount = text(stack, "issuer").substr(base_url.size()),
            .session_cookie = text(stack, "session_cookie") + "=" + text(json.view(), "session"),
            .config = text(stack, "config"),
            .pids = {},
            .clients = {},
            .api_client = {}};
  for (const auto& [name, pid] : member(stack, "pids").members()) {
    site.pids.emplace(name, static_cast<pid_t>(pid.integer().value_or(0)));
  }
  for (const auto& [alg, registered] : member(json.view(), "clients").members()) {
    site.clients.emplace(alg, client(registered));
  }
  if (const auto registered = json.view().member("api_client")) {
    site.api_client = {text(*registered, "client_id"), text(*registered, "client_secret"), {}};
  }
  return site;
}

}  // namespace lockspire::bench
