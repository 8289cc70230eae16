// Ways around the guard: locations that pass to where a guarded one passes.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "ops/verify/nginx_checks.h"

namespace lockspire::ops {
namespace {

using nginx::Directive;
using nginx::Location;
using nginx::Match;
using nginx::Server;

// Of the host's, not of ours.
bool is_host_pass(const NginxFacts& facts, const Directive& pass) {
  return pass.name != "memcached_pass" && !program_of(facts, pass);
}

std::string one_name(std::string address) {
  constexpr std::string_view kLocal = "localhost";
  if (address.starts_with(kLocal)) address.replace(0, kLocal.size(), "127.0.0.1");
  return address;
}

// Where the location passes to.
std::vector<std::string> targets(const NginxFacts& facts, const Location& location) {
  std::vector<std::string> out;
  for (const Directive* pass : location.passes) {
    if (!is_host_pass(facts, *pass)) continue;
    for (std::string& address : facts.site.addresses_of(*pass)) {
      out.push_back(one_name(std::move(address)));
    }
  }
  return out;
}

bool share_target(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  return std::ranges::any_of(one, [&](const std::string& address) {
    return std::ranges::find(other, address) != other.end();
  });
}

// `http://app/internal/` -> `/internal/`: what nginx puts in place of the location's path.
std::optional<std::string> uri_of(const Directive& pass) {
  std::string_view target = pass.arg(0);
  const auto scheme = target.find("://");
  if (pass.name != "proxy_pass" || scheme == std::string_view::npos) return std::nullopt;
  target.remove_prefix(scheme + 3);
  const auto slash = target.starts_with("unix:") ? target.find(":/", 5) : target.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  return std::string(target.substr(target.starts_with("unix:") ? slash + 1 : slash));
}

struct Way {
  const Server* server;
  const Location* location;
  std::string path;  // that leads to what is guarded
};

class Ways {
 public:
  Ways(const NginxFacts& facts, const Server& guarded_server, const Location& guarded)
      : facts_(facts),
        guarded_server_(guarded_server),
        guarded_(guarded),
        wanted_(targets(facts, guarded)) {}

  [[nodiscard]] std::vector<Way> find() const {
    std::vector<Way> out;
    if (wanted_.empty() || guarded_.match == Match::kRegex || guarded_.is_named()) return out;
    for (const Server& server : facts_.site.servers()) {
      for (const Location& location : server.locations) {
        if (is_guarded(facts_, location) || location.is_named()) continue;
        if (!share_target(wanted_, targets(facts_, location))) continue;
        if (auto path = way_through(server, location)) {
          out.push_back({&server, &location, *std::move(path)});
        }
      }
    }
    return out;
  }

 private:
  [[nodiscard]] std::optional<std::string> way_through(const Server& server,
                                                       const Location& location) const {
    if (location.match == Match::kRegex) {
      const bool first = &server == &guarded_server_ && guarded_.match == Match::kPrefix;
      return first ? std::optional(guarded_.path + "...") : std::nullopt;
    }
    for (const Directive* pass : location.passes) {
      if (!is_host_pass(facts_, *pass)) continue;
      for (const std::string& path : candidates(location, uri_of(*pass))) {
        if (nginx::choose_location(server, path) == &location) return path;
      }
    }
    return std::nullopt;
  }

  // Paths that would reach the guarded one's, were they the location's.
  [[nodiscard]] std::vector<std::string> candidates(const Location& location,
                                                    const std::optional<std::string>& uri) const {
    const std::string& wanted = guarded_.path;
    if (uri && wanted.starts_with(*uri)) return {location.path + wanted.substr(uri->size())};
    if (uri && uri->starts_with(wanted)) return {location.path};
    if (uri) return {};
    if (wanted.starts_with(location.path)) return {wanted};
    if (guarded_.match != Match::kExact && location.path.starts_with(wanted)) {
      return {location.path};
    }
    return {};
  }

  const NginxFacts& facts_;
  const Server& guarded_server_;
  const Location& guarded_;
  std::vector<std::string> wanted_;
};

std::string described(const Way& way) {
  return way.location->name() + " takes " + way.path + " of server " + way.server->block->place();
}

}  // namespace

Findings check_nginx_guard_ways(const NginxFacts& facts) {
  Findings out;
  bool any = false;
  for (const Server& server : facts.site.servers()) {
    for (const Location& location : server.locations) {
      if (!is_guarded(facts, location)) continue;
      any = true;
      std::vector<std::string> places;
      for (const Way& way : Ways(facts, server, location).find()) places.push_back(described(way));
      if (places.empty()) continue;
      out.push_back(judged("nginx.guard_skipped", "",
                           location.path + " can be reached without the guard", places,
                           "in each: set $lockspire_route NAME; include " + facts.snippets +
                               "/guard-route.conf; (a plain prefix that ~ overtakes: location ^~ " +
                               location.path + ")"));
    }
  }
  if (any && out.empty()) {
    out.push_back(ok("nginx.guard_skipped", "no location leads around the guard"));
  }
  return out;
}

}  // namespace lockspire::ops
