// RFC 9700 4.13: what a proxy says comes from the proxy, never from a client's header
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "ops/verify/nginx_checks.h"

namespace lockspire::ops {
namespace {

using nginx::Directive;
using nginx::Location;

// These are the client's by nature.
constexpr std::array<std::string_view, 3> kOfClient{"QUERY_STRING", "CONTENT_TYPE",
                                                    "CONTENT_LENGTH"};
constexpr std::array<std::string_view, 4> kTrusted{"LOCKSPIRE_", "SSL_", "REMOTE_", "REQUEST_"};
// They have another value each time they are read.
constexpr std::array<std::string_view, 6> kFleeting{"tcpinfo_", "upstream_",    "time_",
                                                    "msec",     "request_time", "bytes_sent"};

template <typename List>
bool has_prefix(const List& prefixes, std::string_view name) {
  return std::ranges::any_of(prefixes,
                             [&](std::string_view prefix) { return name.starts_with(prefix); });
}

bool is_trusted(const Parameters& expected, std::string_view name) {
  if (name.starts_with("HTTP_")) return false;
  if (std::ranges::find(kOfClient, name) != kOfClient.end()) return false;
  return expected.contains(name) || has_prefix(kTrusted, name);
}

class Judge {
 public:
  explicit Judge(const NginxFacts& facts) : facts_(facts) {}

  void look_at(const ProgramLocation& ours) {
    const bool guard = ours.program == "guard";
    const Parameters& expected =
        guard ? facts_.contract.guard_parameters : facts_.contract.parameters;
    std::map<std::string, int, std::less<>> seen;
    for (const Directive* param : nginx::effective(ours.location->levels, "fastcgi_param")) {
      const std::string name(param->arg(0));
      if (++seen[name] == 2) add(twice_, *ours.location, name + " twice");
      judge_value(*ours.location, expected, name, param->arg(1));
    }
    for (const auto& [name, value] : expected) {
      if (!seen.contains(name)) add(missing_, *ours.location, "no " + name);
    }
  }

  [[nodiscard]] Findings findings() const {
    const std::string include = "in each, and no fastcgi_param of its own: include " +
                                facts_.snippets + "/lockspire-params.conf;";
    return {
        judged("nginx.param_spoofable", "what programs trust comes from nginx",
               "a client can set what a program trusts", spoofable_, include),
        judged("nginx.param_twice", "no parameter comes twice",
               "a parameter comes twice, and the first one counts", twice_, include),
        judged("nginx.param_missing", "programs are told all they have to know",
               "a program is not told what it has to know", missing_, include),
        judged("nginx.param_fleeting", "no parameter changes while a request runs",
               "a parameter may change while a request runs", fleeting_, include, Severity::kWarn)};
  }

 private:
  void judge_value(const Location& location, const Parameters& expected, const std::string& name,
                   std::string_view value) {
    if (is_trusted(expected, name)) {
      if (const auto from = facts_.site.is_from_client(value)) {
        add(spoofable_, location, name + " from " + *from);
      }
    }
    for (const std::string& variable : facts_.site.variables_in(value)) {
      if (has_prefix(kFleeting, variable)) add(fleeting_, location, name + " from $" + variable);
    }
  }

  static void add(std::vector<std::string>& places, const Location& location,
                  const std::string& what) {
    places.push_back(location.name() + ": " + what);
  }

  const NginxFacts& facts_;
  std::vector<std::string> spoofable_;
  std::vector<std::string> twice_;
  std::vector<std::string> missing_;
  std::vector<std::string> fleeting_;
};

Finding check_header_names(const NginxFacts& facts) {
  std::vector<std::string> places;
  for (const nginx::Server& server : facts.site.servers()) {
    const bool dashes =
        nginx::effective_value(server.levels, "underscores_in_headers", "off") == "on";
    const bool invalid =
        nginx::effective_value(server.levels, "ignore_invalid_headers", "on") == "off";
    if (dashes || invalid) places.push_back("the server " + server.block->place());
  }
  return judged("nginx.header_names", "headers cannot take each other's names",
                "X_Auth_Subject passes as X-Auth-Subject", places,
                "in each: underscores_in_headers off; ignore_invalid_headers on;");
}

Finding check_real_address(const NginxFacts& facts) {
  std::vector<std::string> places;
  for (const nginx::Server& server : facts.site.servers()) {
    for (const Directive* from : nginx::effective(server.levels, "set_real_ip_from")) {
      if (from->arg(0).ends_with("/0")) places.push_back(from->place() + ": " + from->text());
    }
  }
  std::ranges::sort(places);
  const auto [first, last] = std::ranges::unique(places);
  places.erase(first, last);
  return judged("nginx.address_spoofable", "nobody else sets the address that requests come from",
                "anybody can set the address that requests come from", places,
                "set_real_ip_from ADDRESS-OF-THE-PROXY;");
}

}  // namespace

Findings check_nginx_parameters(const NginxFacts& facts) {
  Judge judge(facts);
  for (const ProgramLocation& ours : facts.ours) judge.look_at(ours);
  Findings out = judge.findings();
  out.push_back(check_header_names(facts));
  out.push_back(check_real_address(facts));
  return out;
}

}  // namespace lockspire::ops
