#include <algorithm>
#include <string>
#include <utility>

#include "ops/verify/nginx_checks.h"

namespace lockspire::ops {
namespace {

using nginx::Location;
using nginx::Match;
using nginx::Server;

bool listens_on(const Server& server, const std::string& port) {
  return std::ranges::find(server.listens, port, &nginx::Listen::port) != server.listens.end();
}

bool is_default_of(const NginxFacts& facts, const Server& server, const std::string& port) {
  const Server* first = nullptr;
  for (const Server& other : facts.site.servers()) {
    for (const nginx::Listen& listen : other.listens) {
      if (listen.port != port) continue;
      if (listen.is_default) return &other == &server;
      if (first == nullptr) first = &other;
    }
  }
  return first == &server;
}

bool has_programs(const NginxFacts& facts, const Server& server) {
  return std::ranges::find(facts.ours, &server, &ProgramLocation::server) != facts.ours.end();
}

// Host and port, then the port's default server, then one that has our locations.
int rank(const NginxFacts& facts, const Server& server, const HostPort& wanted) {
  const int name = nginx::name_match(server, wanted.host);
  const bool port = listens_on(server, wanted.port);
  if (name > 0 && port) return 100 + name;
  if (port && is_default_of(facts, server, wanted.port)) return 50;
  if (name > 0 && has_programs(facts, server)) return 40 + name;
  return has_programs(facts, server) ? 10 : 0;
}

std::string include_line(const NginxFacts& facts, std::string_view snippet) {
  return "include " + facts.snippets + "/" + std::string(snippet) + ";";
}

bool includes(const NginxFacts& facts, std::string_view snippet) {
  return std::ranges::any_of(facts.server->block->block, [&](const nginx::Directive& directive) {
    return directive.file.ends_with("/" + std::string(snippet));
  });
}

// The snippet as it was written, or the line that is missing.
std::string fix_with(const NginxFacts& facts, std::string_view snippet) {
  if (!includes(facts, snippet)) {
    return "in " + server_name(facts) + ": " + include_line(facts, snippet);
  }
  if (!facts.installed) return "write " + std::string(snippet) + " as it is shipped";
  const std::string path = facts.snippets + "/" + std::string(snippet);
  return "mv " + path + " " + path + ".edited, and run lockspire install as before";
}

Finding missing(const NginxFacts& facts, const ExpectedLocation& expected, const Location* found,
                std::string_view snippet) {
  const std::string path = expected.path + (expected.match == Match::kExact ? "" : "...");
  return error("nginx.location_missing", path + " does not reach the program " + expected.program,
               found == nullptr ? "no location takes it" : "it goes to " + found->name(),
               fix_with(facts, snippet));
}

Finding wrong_socket(const NginxFacts& facts, const ExpectedLocation& expected,
                     const Location& found, const std::string& address) {
  const std::string wanted = (facts.run_dir.empty() ? "unix:..." : "unix:" + facts.run_dir) + "/" +
                             expected.program + ".sock";
  return error("nginx.wrong_socket",
               expected.path + " passes to another socket than " + expected.program + ".sock",
               found.name() + " leads to " + address,
               "in it: fastcgi_pass lockspire_" + expected.program +
                   ";  # an upstream with server " + wanted + ";");
}

bool is_right(const NginxFacts& facts, const std::string& address, const std::string& program) {
  const std::string file = "/" + program + ".sock";
  if (!address.starts_with("unix:/")) return false;
  return facts.run_dir.empty() ? address.ends_with(file)
                               : address == "unix:" + facts.run_dir + file;
}

// Nothing when all is well.
std::optional<Finding> problem_with(const NginxFacts& facts, const ExpectedLocation& expected,
                                    std::string_view snippet) {
  const std::string probe = expected.path + (expected.match == Match::kExact ? "" : "x");
  const Location* found = nginx::choose_location(*facts.server, probe);
  const bool passes =
      found != nullptr && std::ranges::any_of(found->passes, [](const nginx::Directive* pass) {
        return pass->name == "fastcgi_pass";
      });
  if (!passes) return missing(facts, expected, found, snippet);
  for (const nginx::Directive* pass : found->passes) {
    for (const std::string& address : facts.site.addresses_of(*pass)) {
      if (is_right(facts, address, expected.program)) continue;
      return wrong_socket(facts, expected, *found, address);
    }
  }
  if (!nginx::may_be_overtaken(*facts.server, *found)) return std::nullopt;
  return error("nginx.location_overtaken", "a regular expression may take " + expected.path,
               found->name() + " is a plain prefix, and the server has locations with ~",
               "write it as location " +
                   std::string(expected.match == Match::kExact ? "= " : "^~ ") + expected.path);
}

void check_all(const NginxFacts& facts, const std::vector<ExpectedLocation>& expected,
               std::string_view snippet, Findings& out) {
  std::size_t good = 0;
  for (const ExpectedLocation& location : expected) {
    auto problem = problem_with(facts, location, snippet);
    good += problem ? 0U : 1U;
    if (problem) out.push_back(*std::move(problem));
  }
  if (good == 0) return;
  out.push_back(ok("nginx.locations", std::to_string(good) + " locations of " +
                                          std::string(snippet) + " pass to their programs"));
}

}  // namespace

Findings find_issuer_server(NginxFacts& facts) {
  const HostPort wanted = issuer_address(facts.policy);
  int best = 0;
  for (const Server& server : facts.site.servers()) {
    const int here = rank(facts, server, wanted);
    if (here <= best) continue;
    best = here;
    facts.server = &server;
  }
  const std::string line = "server_name " + wanted.host + ";";
  if (facts.server == nullptr) {
    return {error("nginx.server_missing", "no server answers for " + facts.policy.origin,
                  std::to_string(facts.site.servers().size()) + " servers were looked at",
                  "server { listen " + wanted.port + (facts.policy.secure ? " ssl" : "") + "; " +
                      line + " " + include_line(facts, "lockspire-server.conf") + " }")};
  }
  if (best >= 100) return {ok("nginx.server", server_name(facts) + " has its name")};
  if (best == 50) {
    return {
        warning("nginx.server_name", "the issuer's server does not have its name",
                server_name(facts) + " answers because it is the default of port " + wanted.port,
                "in it: " + line)};
  }
  if (best >= 40) {
    return {warning("nginx.server_port",
                    "the issuer's server does not listen on port " + wanted.port,
                    server_name(facts) + " is right only behind another proxy",
                    "in it: listen " + wanted.port + (facts.policy.secure ? " ssl;" : ";"))};
  }
  return {error("nginx.server_name", "no server has the issuer's name " + wanted.host,
                facts.server->block->place() + " has locations of Lockspire, and other names",
                "in it: " + line)};
}

Findings check_nginx_locations(const NginxFacts& facts) {
  Findings out;
  check_all(facts, facts.contract.locations, "lockspire-server.conf", out);
  if (!facts.routes.entries().empty()) {
    check_all(facts, facts.contract.guard_locations, "guard.conf", out);
  }
  return out;
}

Findings check_nginx_metrics(const NginxFacts& facts) {
  std::vector<std::string> open;
  for (const ProgramLocation& ours : facts.ours) {
    if (ours.program != "metrics") continue;
    const auto& levels = ours.location->levels;
    const auto allowed = nginx::effective(levels, "allow");
    const auto is_loopback = [](const nginx::Directive* allow) {
      return allow->arg(0).starts_with("127.") || allow->arg(0) == "::1" ||
             allow->arg(0) == "unix:";
    };
    const auto denied = nginx::effective(levels, "deny");
    const bool denies = std::ranges::any_of(
        denied, [](const nginx::Directive* deny) { return deny->arg(0) == "all"; });
    const bool any = nginx::effective_value(levels, "satisfy", "all") == "any";
    if (!denies || any || !std::ranges::all_of(allowed, is_loopback)) {
      open.push_back(ours.location->name());
    }
  }
  return {judged("nginx.metrics_open", "the metrics are for this machine alone",
                 "the metrics are open to other machines", open,
                 "in it: allow 127.0.0.1; allow ::1; deny all;")};
}

}  // namespace lockspire::ops
