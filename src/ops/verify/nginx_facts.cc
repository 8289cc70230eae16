#include "ops/verify/nginx_facts.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "ops/install/placeholders.h"
#include "ops/install/settings.h"

namespace lockspire::ops {
namespace {

constexpr std::string_view kUpstream = "lockspire_";
constexpr std::size_t kMostPlaces = 6;

// Only the paths of locations and the names of upstreams are read, so the rest is anything.
Values values_of(const Policy& policy) {
  return {{"MOUNT", policy.mount},
          {"RUN_DIR", "/run"},
          {"ASSETS_DIR", "/assets"},
          {"SNIPPETS", "/include"},
          {"ACCESS_LOG", "/dev/null"}};
}

nginx::Directives read_snippet(const Share& share, const Policy& policy, const std::string& name) {
  std::string text = fill_in(read_shipped(share, "nginx/" + name), values_of(policy));
  if (policy.mount.empty() && name == "lockspire-server.conf") text = for_root_issuer(text);
  auto parsed = nginx::parse(text, name);
  if (!parsed) throw std::runtime_error("shipped " + parsed.error().words);
  return *std::move(parsed);
}

// A snippet of locations stands in a server of its own to be read.
nginx::Directives as_site(nginx::Directives level) {
  nginx::Directive server;
  server.name = "server";
  server.has_block = true;
  server.block = std::move(level);
  nginx::Directive http;
  http.name = "http";
  http.has_block = true;
  http.block.push_back(std::move(server));
  nginx::Directives root;
  root.push_back(std::move(http));
  return root;
}

std::string program_behind(const nginx::Location& location) {
  for (const nginx::Directive* pass : location.passes) {
    const std::string_view target = pass->arg(0);
    if (target.starts_with(kUpstream)) return std::string(target.substr(kUpstream.size()));
  }
  return {};
}

std::vector<ExpectedLocation> locations_in(const nginx::Site& site) {
  std::vector<ExpectedLocation> out;
  for (const nginx::Location& location : site.servers().front().locations) {
    std::string program = program_behind(location);
    if (!program.empty()) out.push_back({location.match, location.path, std::move(program)});
  }
  return out;
}

void take_parameters(const nginx::Directives& level, Parameters& out) {
  for (const nginx::Directive& directive : level) {
    if (directive.name == "fastcgi_param") {
      out[std::string(directive.arg(0))] = directive.arg(1);
    }
  }
}

// `unix:/run/lockspire/token.sock` -> `token`.
std::string socket_name(std::string_view address) {
  constexpr std::string_view kScheme = "unix:";
  constexpr std::string_view kEnd = ".sock";
  if (!address.starts_with(kScheme)) return {};
  address.remove_prefix(kScheme.size());
  address = address.substr(0, address.find(':'));
  address.remove_prefix(address.rfind('/') + 1);
  if (!address.ends_with(kEnd)) return {};
  return std::string(address.substr(0, address.size() - kEnd.size()));
}

}  // namespace

NginxContract read_contract(const Share& share, const Policy& policy) {
  NginxContract contract;
  contract.programs = shipped_programs(share);
  const nginx::Site server(as_site(read_snippet(share, policy, "lockspire-server.conf")));
  contract.locations = locations_in(server);
  const nginx::Site guard(as_site(read_snippet(share, policy, "guard.conf")));
  contract.guard_locations = locations_in(guard);
  take_parameters(read_snippet(share, policy, "lockspire-params.conf"), contract.parameters);
  for (const nginx::Location& location : guard.servers().front().locations) {
    if (program_behind(location) != "guard") continue;
    take_parameters(location.block->block, contract.guard_parameters);
  }
  return contract;
}

std::optional<std::string> program_of(const NginxFacts& facts, const nginx::Directive& pass) {
  if (pass.name != "fastcgi_pass") return std::nullopt;
  const auto known = [&](std::string_view name) {
    return std::ranges::find(facts.contract.programs, name) != facts.contract.programs.end();
  };
  for (const std::string& address : facts.site.addresses_of(pass)) {
    std::string name = socket_name(address);
    if (known(name)) return name;
  }
  const std::string_view target = pass.arg(0);
  if (!target.starts_with(kUpstream) || !known(target.substr(kUpstream.size()))) {
    return std::nullopt;
  }
  return std::string(target.substr(kUpstream.size()));
}

void find_program_locations(NginxFacts& facts) {
  for (const nginx::Server& server : facts.site.servers()) {
    for (const nginx::Location& location : server.locations) {
      for (const nginx::Directive* pass : location.passes) {
        auto program = program_of(facts, *pass);
        if (program) facts.ours.push_back({&server, &location, *std::move(program)});
      }
    }
  }
}

HostPort issuer_address(const Policy& policy) {
  std::string_view rest = policy.origin;
  rest.remove_prefix(std::min(rest.size(), rest.find("://") + 3));
  const auto colon = rest.rfind(':');
  const bool has_port = colon != std::string_view::npos && !rest.ends_with(']');
  const std::string standard = policy.secure ? "443" : "80";
  return {.host = std::string(has_port ? rest.substr(0, colon) : rest),
          .port = has_port ? std::string(rest.substr(colon + 1)) : standard};
}

Finding judged(std::string code, std::string good, const std::string& bad,
               const std::vector<std::string>& places, std::string fix, Severity severity) {
  if (places.empty()) return ok(std::move(code), std::move(good));
  std::string detail;
  for (std::size_t i = 0; i < std::min(places.size(), kMostPlaces); ++i) {
    if (!detail.empty()) detail += '\n';
    detail += places[i];
  }
  if (places.size() > kMostPlaces) {
    detail += "\nand " + std::to_string(places.size() - kMostPlaces) + " more";
  }
  return {.code = std::move(code),
          .severity = severity,
          .summary = bad,
          .detail = std::move(detail),
          .fix = std::move(fix)};
}

std::string server_name(const NginxFacts& facts) {
  return "the server of " + facts.policy.origin + " (" + facts.server->block->place() + ")";
}

}  // namespace lockspire::ops
