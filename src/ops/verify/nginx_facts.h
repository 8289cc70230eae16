// What the checks of nginx look at: its configuration beside what the shipped snippets say of the
// same things. The snippets are the contract: a program that is new in them is looked for too.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/finding.h"
#include "ops/install/share.h"
#include "ops/nginx/site.h"
#include "protocol/guard/route.h"
#include "protocol/policy.h"

namespace lockspire::ops {

struct ExpectedLocation {
  nginx::Match match;
  std::string path;
  std::string program;
};

using Parameters = std::map<std::string, std::string, std::less<>>;

// The shipped snippets, read for one issuer.
struct NginxContract {
  std::vector<std::string> programs;
  std::vector<ExpectedLocation> locations;        // of lockspire-server.conf
  std::vector<ExpectedLocation> guard_locations;  // of guard.conf, wanted where there are routes
  Parameters parameters;                          // what a program is told
  Parameters guard_parameters;
};

// Throws std::runtime_error when a shipped file is missing or is no configuration.
NginxContract read_contract(const Share& share, const Policy& policy);

// A location that passes to a program of ours.
struct ProgramLocation {
  const nginx::Server* server;
  const nginx::Location* location;
  std::string program;
};

struct NginxFacts {
  const nginx::Site& site;
  const Policy& policy;
  const guard::RouteTable& routes;
  const NginxContract& contract;
  std::string run_dir;   // of the sockets; empty: not known
  std::string snippets;  // where the snippets are, or would be
  // Whether `lockspire install` made this site. It limits rates; a throw-away one need not.
  bool installed = false;
  const nginx::Server* server = nullptr;  // the issuer's; see find_issuer_server
  std::vector<ProgramLocation> ours{};
};

// Completes `ours`. REQUIRES: what the facts refer to lives on.
void find_program_locations(NginxFacts& facts);

// The program behind a `fastcgi_pass`: by the name of its upstream or of its socket.
std::optional<std::string> program_of(const NginxFacts& facts, const nginx::Directive& pass);

struct HostPort {
  std::string host;
  std::string port;
};
HostPort issuer_address(const Policy& policy);

// OK when no place offends; otherwise the finding with the places as its evidence.
Finding judged(std::string code, std::string good, const std::string& bad,
               const std::vector<std::string>& places, std::string fix,
               Severity severity = Severity::kError);

// `the server of https://example.com (/etc/nginx/site.conf:3)`
std::string server_name(const NginxFacts& facts);

}  // namespace lockspire::ops
