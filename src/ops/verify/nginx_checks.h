// The rules that nginx is judged by: one function a family, each pure.
#pragma once

#include "ops/finding.h"
#include "ops/verify/nginx_facts.h"

namespace lockspire::ops {

// The server that answers for the issuer's host and port; it becomes facts.server. Without one the
// finding is an error and the rules about it say nothing.
Findings find_issuer_server(NginxFacts& facts);

// Each location of the contract is there and passes to the right socket.
Findings check_nginx_locations(const NginxFacts& facts);
// The metrics are for this machine alone.
Findings check_nginx_metrics(const NginxFacts& facts);

// Each route stands in a location that asks the guard, which nobody else can ask.
Findings check_nginx_guard(const NginxFacts& facts);
// What a guarded location protects cannot be reached around it.
Findings check_nginx_guard_ways(const NginxFacts& facts);
// Nobody says who they are by a header.
Findings check_nginx_identity(const NginxFacts& facts);

// What programs are told comes from nginx, once.
Findings check_nginx_parameters(const NginxFacts& facts);

// Buffers, bodies and rates.
Findings check_nginx_limits(const NginxFacts& facts);

// No answer for one is given to another; no query string in a log.
Findings check_nginx_caching(const NginxFacts& facts);
Findings check_nginx_logs(const NginxFacts& facts);

// TLS and what goes with it.
Findings check_nginx_https(const NginxFacts& facts);
// What nginx says of itself, aliases that lead out of their folder, errors that it swallows.
Findings check_nginx_answers(const NginxFacts& facts);

// All of them.
Findings check_nginx(NginxFacts& facts);

// Whether the location asks the guard of ours.
bool is_guarded(const NginxFacts& facts, const nginx::Location& location);

}  // namespace lockspire::ops
