#include <algorithm>
#include <array>
#include <string>

#include "ops/verify/nginx_checks.h"

namespace lockspire::ops {
namespace {

using nginx::Directive;
using nginx::Location;
using nginx::Server;

bool has_tls(const Server& server) {
  return std::ranges::any_of(server.listens, &nginx::Listen::ssl);
}

bool is_local(const nginx::Listen& listen) {
  return listen.address.starts_with("127.") || listen.address == "localhost" ||
         listen.address == "[::1]" || listen.address.starts_with("unix:");
}

// TLS may end at another proxy, which this one trusts.
bool is_behind_proxy(const Server& server) {
  return std::ranges::all_of(server.listens, is_local) ||
         nginx::last_effective(server.levels, "set_real_ip_from") != nullptr;
}

Finding check_tls(const NginxFacts& facts) {
  const std::string fix = "in it: listen 443 ssl; ssl_certificate FILE; ssl_certificate_key FILE;";
  if (has_tls(*facts.server)) return ok("nginx.tls", "the issuer's server speaks TLS");
  if (is_behind_proxy(*facts.server)) {
    return warning("nginx.tls", "TLS ends at another proxy",
                   server_name(facts) + " itself has none", fix);
  }
  return error("nginx.tls", "the issuer is https, and its server speaks no TLS", server_name(facts),
               fix);
}

// The same programs must not answer in the clear beside it.
Finding check_plain(const NginxFacts& facts) {
  std::vector<std::string> places;
  for (const ProgramLocation& ours : facts.ours) {
    const bool plain = !has_tls(*ours.server) && has_tls(*facts.server);
    if (plain) places.push_back(ours.location->name());
  }
  return judged(
      "nginx.plain_http", "no program answers without TLS", "programs answer without TLS too",
      places,
      "in the server without TLS, alone: return 301 " + facts.policy.origin + "$request_uri;");
}

Finding check_protocols(const NginxFacts& facts) {
  constexpr std::array<std::string_view, 4> kOld{"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"};
  std::vector<std::string> places;
  const Directive* line = nginx::last_effective(facts.server->levels, "ssl_protocols");
  if (line != nullptr) {
    for (const std::string& protocol : line->args) {
      if (std::ranges::find(kOld, protocol) != kOld.end()) {
        places.push_back(line->place() + ": " + protocol);
      }
    }
  }
  return judged("nginx.old_tls", "TLS is 1.2 or newer", "TLS is older than 1.2", places,
                "in it: ssl_protocols TLSv1.2 TLSv1.3;", Severity::kWarn);
}

bool has_header(const nginx::Levels& levels, std::string_view name) {
  return std::ranges::any_of(nginx::effective(levels, "add_header"), [&](const Directive* header) {
    return header->arg(0) == name && !header->arg(1).empty();
  });
}

Finding check_hsts(const NginxFacts& facts) {
  std::vector<std::string> places;
  for (const ProgramLocation& ours : facts.ours) {
    if (ours.program == "guard") continue;
    if (!has_header(ours.location->levels, "Strict-Transport-Security")) {
      places.push_back(ours.location->name());
    }
  }
  return judged("nginx.hsts", "browsers are told to stay with https",
                "browsers are not told to stay with https", places,
                "in each: add_header Strict-Transport-Security $lockspire_hsts always;",
                Severity::kWarn);
}

// `location /static { alias /srv/static/; }` serves /static../ too.
bool is_off_by_slash(const Location& location) {
  const Directive* alias = nginx::last_effective({&location.block->block}, "alias");
  const bool prefix =
      location.match == nginx::Match::kPrefix || location.match == nginx::Match::kFirmPrefix;
  return alias != nullptr && prefix && !location.path.ends_with('/') &&
         alias->arg(0).ends_with('/');
}

}  // namespace

Findings check_nginx_https(const NginxFacts& facts) {
  if (facts.server == nullptr) return {};
  if (!facts.policy.secure) {
    return {ok("nginx.tls", "the issuer is on this machine alone, without TLS")};
  }
  return {check_tls(facts), check_plain(facts), check_protocols(facts), check_hsts(facts)};
}

Findings check_nginx_answers(const NginxFacts& facts) {
  std::vector<std::string> swallowed;
  std::vector<std::string> without_id;
  for (const ProgramLocation& ours : facts.ours) {
    const auto& levels = ours.location->levels;
    if (nginx::effective_value(levels, "fastcgi_intercept_errors", "off") == "on") {
      swallowed.push_back(ours.location->name());
    }
    if (ours.program != "guard" && !has_header(levels, "X-Request-Id")) {
      without_id.push_back(ours.location->name());
    }
  }
  Findings out{
      judged("nginx.errors_intercepted", "programs answer errors themselves",
             "nginx replaces the errors of programs", swallowed,
             "in each: fastcgi_intercept_errors off;"),
      judged("nginx.request_id", "every answer has its request id", "answers carry no request id",
             without_id, "in each: add_header X-Request-Id $request_id always;", Severity::kWarn)};
  std::vector<std::string> aliases;
  for (const Server& server : facts.site.servers()) {
    for (const Location& location : server.locations) {
      if (is_off_by_slash(location)) aliases.push_back(location.name());
    }
  }
  out.push_back(judged("nginx.alias_slash", "no alias leads out of its folder",
                       "an alias leads out of its folder", aliases,
                       "end the path of each location with a slash"));
  if (facts.server == nullptr) return out;
  std::vector<std::string> told;
  if (nginx::effective_value(facts.server->levels, "server_tokens", "on") == "on") {
    told.push_back(server_name(facts));
  }
  out.push_back(judged("nginx.version_shown", "nginx does not tell its version",
                       "nginx tells its version", told, "in it: server_tokens off;",
                       Severity::kWarn));
  return out;
}

Findings check_nginx(NginxFacts& facts) {
  find_program_locations(facts);
  Findings out = find_issuer_server(facts);
  if (facts.ours.empty()) {
    out.push_back(error("nginx.not_included", "nginx passes nothing to Lockspire",
                        std::to_string(facts.site.servers().size()) + " servers were looked at",
                        "in http { }: include " + facts.snippets +
                            "/lockspire-http.conf;\nin the server { } of the issuer: include " +
                            facts.snippets + "/lockspire-server.conf;"));
    return out;
  }
  if (facts.server != nullptr) add_findings(out, check_nginx_locations(facts));
  for (const auto check :
       {check_nginx_metrics, check_nginx_guard, check_nginx_guard_ways, check_nginx_identity,
        check_nginx_parameters, check_nginx_limits, check_nginx_caching, check_nginx_logs,
        check_nginx_https, check_nginx_answers}) {
    add_findings(out, check(facts));
  }
  return out;
}

}  // namespace lockspire::ops
