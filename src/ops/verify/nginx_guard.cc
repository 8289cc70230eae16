#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "ops/verify/nginx_checks.h"

namespace lockspire::ops {
namespace {

using nginx::Directive;
using nginx::Location;

constexpr std::string_view kRoute = "lockspire_route";

struct Guarded {
  const nginx::Server* server;
  const Location* location;
  std::string route;  // as it is set; empty when it is not
};

std::vector<Guarded> guarded_locations(const NginxFacts& facts) {
  std::vector<Guarded> out;
  for (const nginx::Server& server : facts.site.servers()) {
    for (const Location& location : server.locations) {
      if (!is_guarded(facts, location)) continue;
      const Directive* set = nginx::Site::find_set(location.levels, kRoute);
      out.push_back({&server, &location, std::string(set == nullptr ? "" : set->arg(1))});
    }
  }
  return out;
}

bool is_off(const Location& location, std::string_view name) {
  return nginx::effective_value(location.levels, name, "on") == "off";
}

// Outside of blocks of its own: `if ($request_method = OPTIONS) { return 204; }` is common.
const Directive* own_directive(const Location& location, std::string_view name) {
  for (const Directive& directive : location.block->block) {
    if (directive.name == name) return &directive;
  }
  return nullptr;
}

void check_guard_itself(const NginxFacts& facts, Findings& out) {
  std::vector<std::string> open;
  std::vector<std::string> leaky;
  bool found = false;
  for (const ProgramLocation& ours : facts.ours) {
    if (ours.program != "guard") continue;
    found = true;
    const Location& location = *ours.location;
    const bool internal = nginx::last_effective(location.levels, "internal") != nullptr;
    if (!internal && !location.is_named()) open.push_back(location.name());
    if (!is_off(location, "fastcgi_pass_request_headers") ||
        !is_off(location, "fastcgi_pass_request_body")) {
      leaky.push_back(location.name());
    }
  }
  if (!found) return;
  out.push_back(judged("nginx.guard_not_internal", "the guard is internal",
                       "the guard can be asked from outside", open, "in it: internal;"));
  out.push_back(judged("nginx.guard_request", "the guard gets the headers that it wants alone",
                       "the guard gets the client's headers or body", leaky,
                       "in it: fastcgi_pass_request_headers off; fastcgi_pass_request_body off;"));
}

void check_route_of(const NginxFacts& facts, const Guarded& guarded, Findings& out) {
  const std::string name = guarded.location->name();
  if (guarded.route.empty()) {
    out.push_back(error("nginx.route_missing", "a guarded location names no route",
                        name + " lets nobody in", "in it: set $lockspire_route NAME;"));
    return;
  }
  if (const auto from = facts.site.is_from_client(guarded.route)) {
    out.push_back(error("nginx.route_from_client", "a client can choose the route it is judged by",
                        name + " sets it from " + *from, "in it: set $lockspire_route NAME;"));
    return;
  }
  if (guarded.route.find('$') != std::string::npos || facts.routes.has(guarded.route)) return;
  out.push_back(error("nginx.route_unknown",
                      "the route " + guarded.route + " is not in the file of routes",
                      name + " lets nobody in",
                      "add [[route]] name = \"" + guarded.route +
                          "\" to the file that `routes` names in the configuration, or correct " +
                          "the name in nginx"));
}

bool stands_in(const Guarded& guarded, const guard::Route& route) {
  return guarded.route == route.name && guarded.location->path == route.path;
}

void check_route(const NginxFacts& facts, const guard::Route& route,
                 const std::vector<Guarded>& guarded, Findings& out) {
  const auto here = [&](const Guarded& one) { return stands_in(one, route); };
  if (std::ranges::any_of(guarded, here)) return;
  const std::string lines = "location " + route.path + " { set $lockspire_route " + route.name +
                            "; include " + facts.snippets + "/guard-route.conf; ... }";
  const auto named = std::ranges::find(guarded, route.name, &Guarded::route);
  if (named == guarded.end()) {
    out.push_back(error("nginx.route_unguarded",
                        "the guard is not asked about the route " + route.name,
                        "no location sets it and includes guard-route.conf", lines));
    return;
  }
  out.push_back(
      error("nginx.route_path", "the route " + route.name + " has another path",
            "the file of routes says " + route.path + ", nginx " + named->location->name(), lines));
}

// The same for the locations of one kind of mistake.
template <typename Offends>
void judge(const std::vector<Guarded>& guarded, Offends offends, std::string code,
           const std::string& good, const std::string& bad, const std::string& fix,
           Severity severity, Findings& out) {
  std::vector<std::string> places;
  for (const Guarded& one : guarded) {
    if (offends(*one.location)) places.push_back(one.location->name());
  }
  out.push_back(judged(std::move(code), good, bad, places, fix, severity));
}

}  // namespace

bool is_guarded(const NginxFacts& facts, const Location& location) {
  const std::string asked = nginx::effective_value(location.levels, "auth_request", "off");
  return std::ranges::any_of(facts.ours, [&](const ProgramLocation& ours) {
    return ours.program == "guard" && ours.location->path == asked;
  });
}

Findings check_nginx_guard(const NginxFacts& facts) {
  Findings out;
  check_guard_itself(facts, out);
  const auto guarded = guarded_locations(facts);
  if (guarded.empty() && facts.routes.entries().empty()) return out;
  const std::size_t before = out.size();
  for (const Guarded& one : guarded) check_route_of(facts, one, out);
  std::set<std::string> seen;
  for (const guard::RouteTable::Entry& entry : facts.routes.entries()) {
    if (seen.insert(entry.route.name).second) check_route(facts, entry.route, guarded, out);
  }
  if (out.size() == before) {
    out.push_back(ok("nginx.routes", std::to_string(seen.size()) + " routes ask the guard"));
  }
  judge(
      guarded,
      [](const Location& location) {
        return nginx::effective_value(location.levels, "satisfy", "all") == "any";
      },
      "nginx.guard_satisfy_any", "no address stands in for a token",
      "an address can stand in for a token", "in it: satisfy all;", Severity::kError, out);
  judge(
      guarded, [](const Location& location) { return is_off(location, "merge_slashes"); },
      "nginx.guard_slashes", "a path with two slashes is guarded like one with one",
      "a path with two slashes goes around the guard", "in the server: merge_slashes on;",
      Severity::kWarn, out);
  judge(
      guarded,
      [](const Location& location) {
        return own_directive(location, "return") != nullptr ||
               own_directive(location, "rewrite") != nullptr;
      },
      "nginx.guard_after_return", "nothing answers before the guard is asked",
      "return and rewrite answer before the guard is asked", "move them to a location of their own",
      Severity::kWarn, out);
  return out;
}

}  // namespace lockspire::ops
