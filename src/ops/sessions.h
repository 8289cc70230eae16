// Minting and reading the session cookie of the contract, for hosts that test their own minter.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "host/session.h"
#include "ops/operator.h"

namespace lockspire::ops {

// Refused when the cookie that it would make breaks a rule of the contract.
Outcome<Secret> mint_session(const host::NewSession& session, const host::SessionRules& rules,
                             Instant now);

// What name, value and attributes together must stay within, or browsers drop the cookie.
inline constexpr std::size_t kMostCookieBytes = 4'096;

// The Set-Cookie header that a host would send with it.
std::string set_cookie_header(const Secret& token, const host::SessionRules& rules, bool secure,
                              Seconds lifetime);

struct EndedSessions {
  std::int64_t grants_ended = 0;
  // Until when a cookie that was issued before could still be shown.
  Instant until;
};

// From the next request on no cookie of that session counts here, and what was granted in it ends;
// grants with offline_access by the policy. An unknown one is no error: its cookies may be out
// there. Refused when it is not 1 to 255 printable ASCII characters.
Outcome<EndedSessions> end_session(const Operator& who, const std::string& sid);

// The same for every session of the account whose cookie was issued until now.
Outcome<EndedSessions> end_sessions_of(const Operator& who, const Subject& sub);

}  // namespace lockspire::ops
