// What every check of a running site needs: where it is, what this machine is configured for, and
// the throw-away client.
#pragma once

#include <string>

#include "host/session.h"
#include "ops/config.h"
#include "ops/finding.h"
#include "ops/live/throwaway.h"
#include "ops/live/visitor.h"
#include "ops/operator.h"

namespace lockspire::ops::live {

struct Site {
  Policy seen;  // the configured one, with the issuer that was asked for
  const Config& config;
  const host::SessionRules& rules;
  const Operator& who;
  const Way& way;
  const ThrowawayClient* client;  // null where nothing may be written yet

  [[nodiscard]] Visitor visitor() const { return Visitor(way); }
  [[nodiscard]] std::string url(std::string_view below_mount) const {
    return seen.mount + std::string(below_mount);
  }
  // A visitor whom the host signed in, as the configured secret says.
  [[nodiscard]] Visitor signed_in() const;
  // The credentials of the throw-away client.
  [[nodiscard]] Headers as_client() const;
  // A good authorization request of the throw-away client, with `changes`; an empty value leaves a
  // parameter out.
  [[nodiscard]] std::string authorize(const Parameters& changes = {}) const;
};

// What the requests of one run share; none of it is worth anything to anybody else.
inline constexpr std::string_view kState = "state-of-verify";
inline constexpr std::string_view kNonce = "nonce-of-verify";
inline constexpr std::string_view kVerifier =
    "a-code-verifier-that-lockspire-verify-uses-once-only";
// Nobody ever answers at .invalid (RFC 6761).
inline constexpr std::string_view kCallback = "https://lockspire-verify.invalid/callback";
inline constexpr std::string_view kStranger = "https://stranger.invalid";

// One family of checks each.
Findings check_reach(const Site& site);
Findings check_clock(const Site& site);
Findings check_discovery(const Site& site);
Findings check_keys(const Site& site);
Findings check_endpoints(const Site& site);
Findings check_requests(const Site& site);
Findings check_login(const Site& site);
Findings check_consent(const Site& site);
Findings check_code(const Site& site);
Findings check_origins(const Site& site);
Findings check_headers(const Site& site);
Findings check_guard(const Site& site);
Findings check_transport(const Site& site);
Findings check_cookies_seen(const Site& site);

}  // namespace lockspire::ops::live
