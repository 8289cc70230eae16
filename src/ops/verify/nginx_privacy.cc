// What nginx keeps of requests and answers.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "ops/verify/nginx_checks.h"

namespace lockspire::ops {
namespace {

using nginx::Directive;
using nginx::Levels;
using nginx::Location;

constexpr std::array<std::string_view, 7> kCaches{"fastcgi_cache", "proxy_cache",   "uwsgi_cache",
                                                  "scgi_cache",    "fastcgi_store", "proxy_store",
                                                  "uwsgi_store"};

constexpr std::array<std::string_view, 10> kTelling{
    "request",     "request_uri",        "args",         "query_string", "http_referer",
    "http_cookie", "http_authorization", "request_body", "http_dpop",    "sent_http_location"};

// The variable of a log line that shows a code, a state, a hint or a cookie; empty when none does.
std::string telling_variable(const NginxFacts& facts, const Directive& log) {
  const std::string_view name = log.args.size() > 1 ? log.arg(1) : "combined";
  const std::string* format = facts.site.log_format(name);
  if (format == nullptr) return name == "combined" ? "$request" : "";
  for (const std::string& variable : facts.site.variables_in(*format)) {
    const bool telling = std::ranges::find(kTelling, variable) != kTelling.end() ||
                         variable.starts_with("arg_") || variable.starts_with("cookie_");
    if (telling) return "$" + variable;
  }
  return {};
}

std::string problem_with_log(const NginxFacts& facts, const Levels& levels) {
  const auto logs = nginx::effective(levels, "access_log");
  if (logs.empty()) return "logged as combined, with $request";
  for (const Directive* log : logs) {
    if (log->arg(0) == "off") continue;
    const std::string variable = telling_variable(facts, *log);
    if (!variable.empty()) return log->place() + " logs " + variable;
  }
  return {};
}

std::string log_line(const NginxFacts& facts) {
  for (const ProgramLocation& ours : facts.ours) {
    for (const Directive* log : nginx::effective(ours.location->levels, "access_log")) {
      if (log->args.size() > 1 && log->arg(1) == "lockspire") return log->text() + ";";
    }
  }
  return "access_log /var/log/nginx/lockspire.log lockspire;";
}

std::string cache_of(const Location& location) {
  for (const std::string_view name : kCaches) {
    const std::string value = nginx::effective_value(location.levels, name, "off");
    if (value != "off") return std::string(name) + " " + value;
  }
  return {};
}

// Documents that are the same for everybody.
bool is_public(const std::string& program) {
  return program == "discovery" || program == "jwks";
}

}  // namespace

Findings check_nginx_caching(const NginxFacts& facts) {
  std::vector<std::string> places;
  const auto look = [&](const Location& location) {
    const std::string cache = cache_of(location);
    if (!cache.empty()) places.push_back(location.name() + ": " + cache);
  };
  for (const ProgramLocation& ours : facts.ours) {
    if (!is_public(ours.program)) look(*ours.location);
  }
  for (const nginx::Server& server : facts.site.servers()) {
    for (const Location& location : server.locations) {
      if (is_guarded(facts, location)) look(location);
    }
  }
  return {judged("nginx.cached", "no answer to one is kept for another",
                 "answers that are for one alone are cached", places,
                 "in each: fastcgi_cache off; proxy_cache off;")};
}

Findings check_nginx_logs(const NginxFacts& facts) {
  std::vector<std::string> places;
  std::vector<std::string> debugged;
  for (const ProgramLocation& ours : facts.ours) {
    const std::string problem = problem_with_log(facts, ours.location->levels);
    if (!problem.empty()) places.push_back(ours.location->name() + ": " + problem);
    const Directive* errors = nginx::last_effective(ours.location->levels, "error_log");
    if (errors != nullptr && errors->arg(1) == "debug") debugged.push_back(errors->place());
  }
  Findings out{judged("nginx.query_logged", "no query string is logged",
                      "codes, states or cookies are logged", places, "in each: " + log_line(facts)),
               judged("nginx.debug_log", "nginx's error log has no headers",
                      "nginx's debug log has cookies and tokens", debugged, "error_log ... warn;",
                      Severity::kWarn)};
  if (facts.server == nullptr) return out;
  std::vector<std::string> server;
  const std::string problem = problem_with_log(facts, facts.server->levels);
  if (!problem.empty()) server.push_back(server_name(facts) + ": " + problem);
  out.push_back(judged("nginx.query_logged_by_host",
                       "the host's own log has no query strings of sign-ins",
                       "the host's own log has the ids of interactions, and requests that are too "
                       "long",
                       server, "in the server { }: " + log_line(facts), Severity::kWarn));
  return out;
}

}  // namespace lockspire::ops
