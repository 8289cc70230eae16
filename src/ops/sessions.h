// Minting and reading the session cookie of the contract, for hosts that test their own minter.
#pragma once

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

}  // namespace lockspire::ops
