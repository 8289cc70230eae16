#include "ops/live/live.h"

#include <array>

#include "ops/config_values.h"
#include "ops/live/site.h"

namespace lockspire::ops {
namespace {

// A login is the host's: it may be slow, and large.
constexpr std::chrono::milliseconds kPatience{10'000};
constexpr std::size_t kLargestPage = 4'194'304;

using Check = Findings (*)(const live::Site&);

// In the order in which a mistake of one explains those of the next.
constexpr std::array<Check, 12> kChecks{
    live::check_discovery, live::check_keys,    live::check_endpoints, live::check_transport,
    live::check_headers,   live::check_origins, live::check_requests,  live::check_login,
    live::check_consent,   live::check_code,    live::check_guard,     live::check_cookies_seen};

bool failed(const Findings& findings) {
  return count_of(findings, Severity::kError) > 0;
}

live::Way way_to(const LiveInputs& inputs, const Policy& seen) {
  live::Way way{.origin = seen.origin, .options = {}, .stopped = inputs.stopped};
  way.options.rules.reach = outbound::Reach::kAnywhere;
  way.options.rules.allow_http = !seen.secure;
  way.options.ca_file = inputs.ca_file;
  way.options.timeout = kPatience;
  way.options.most_body_bytes = kLargestPage;
  return way;
}

}  // namespace

Outcome<Findings> verify_live(const LiveInputs& inputs, const Config& config,
                              const host::SessionRules& rules, const Operator& who) {
  Policy seen = config.policy;
  if (const auto set = set_issuer(seen, inputs.url); !set) {
    return refused("the URL " + set.error() + "; it is the issuer, for instance " +
                   config.policy.issuer);
  }
  const live::Way way = way_to(inputs, seen);
  live::Site site{
      .seen = seen, .config = config, .rules = rules, .who = who, .way = way, .client = nullptr};
  Findings findings;
  // Without an answer there is nothing to judge; with clocks apart every session would be blamed,
  // and what is written here would come from the future.
  for (const Check check : {live::check_reach, live::check_clock}) {
    add_findings(findings, check(site));
    if (failed(findings)) return findings;
  }
  if (const int leftovers = live::remove_leftovers(who); leftovers > 0) {
    findings.push_back(ok("live.leftovers", "removed " + std::to_string(leftovers) +
                                                " clients that earlier runs left behind"));
  }
  const live::ThrowawayClient client(who);
  site.client = &client;
  for (const Check check : kChecks) add_findings(findings, check(site));
  return findings;
}

}  // namespace lockspire::ops
