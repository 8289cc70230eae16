// The protected routes of the site's own API: no way in without a token, and no way round.
#include <set>

#include "ops/live/site.h"
#include "ops/routes.h"

namespace lockspire::ops::live {
namespace {

constexpr std::string_view kGuard = "/_lockspire_guard";

const Headers& claiming_to_be_somebody() {
  static const Headers headers{{"X-Auth-Subject", "stranger"},
                               {"X-Auth-Client", "stranger"},
                               {"X-Auth-Scope", "openid"},
                               {"X-Auth-Claims", "{}"},
                               {"X-Auth-Status", "200"}};
  return headers;
}

bool is_refused(const Answer& answer) {
  return answer.status == 401 && answer.header("www-authenticate").starts_with("Bearer");
}

// Spellings that nginx could take for another location than the guarded one.
std::vector<std::string> spellings_of(const std::string& path) {
  return {path, path + "/", "/" + path, "/." + path, path + "%2f", path + "?access_token=x"};
}

Finding route_is_guarded(const guard::Route& route, const Site& site) {
  Visitor visitor = site.visitor();
  const Answer answer = visitor.get(route.path, claiming_to_be_somebody());
  if (answer.status >= 500) {
    return error("live.guard_down", "the guard of " + route.path + " does not answer",
                 answer.what_came(),
                 "systemctl status lockspire-guard.service lockspire-guard.socket; include "
                 "guard.conf at server level");
  }
  if (!is_refused(answer)) {
    return error("live.guard_skipped", "the guard is not asked at " + route.path,
                 answer.what_came(),
                 "in location " + route.path + ": set $lockspire_route " + route.name +
                     "; include guard-route.conf; and no return or rewrite before it");
  }
  std::string open;
  for (const std::string& spelling : spellings_of(route.path)) {
    const Answer other = visitor.get(spelling, claiming_to_be_somebody());
    if (other.status < 200 || other.status > 299) continue;
    open += (open.empty() ? "" : "\n") + spelling + ": " + std::to_string(other.status);
  }
  if (open.empty())
    return ok("live.guarded", route.path + " wants a token, whatever a visitor claims");
  return warning("live.guard_way_round",
                 "other spellings of " + route.path + " get an answer without a token", open,
                 "see that they are other pages and not the API: keep merge_slashes on, and match "
                 "the prefix without its last slash");
}

// An API on another host is not this site's; a resource that is no URL says nothing about hosts.
bool is_elsewhere(const guard::Route& route, const Site& site) {
  const auto origin = origin_of(route.resource);
  return origin && *origin != site.seen.origin;
}

Finding guard_is_internal(const Site& site) {
  const Answer answer = site.visitor().get(kGuard);
  // Without the name of a route the guard is at a loss.
  if (answer.status < 500 && answer.count("x-auth-error") == 0)
    return ok("live.guard_internal", "the guard cannot be asked from outside");
  return error("live.guard_open", "the guard answers everybody at " + std::string(kGuard),
               answer.what_came(),
               "take guard.conf as `lockspire upgrade` writes it: its location is `internal;`");
}

}  // namespace

Findings check_guard(const Site& site) {
  const auto routes = load_routes(site.config);
  if (!routes) {
    return {error("live.routes", "the file of the protected routes is not fit",
                  routes.error().lines.front(),
                  "lockspire config check says all that is wrong with it")};
  }
  Findings findings{guard_is_internal(site)};
  std::set<std::string> seen;
  for (const auto& entry : routes->entries()) {
    if (!entry.route.takes("GET") || !seen.insert(entry.route.path).second) continue;
    findings.push_back(is_elsewhere(entry.route, site)
                           ? ok("live.guard_elsewhere", entry.route.path + " is on another host")
                           : route_is_guarded(entry.route, site));
  }
  return findings;
}

}  // namespace lockspire::ops::live
