// Client assertions as clients make them (RFC 7523 2.2).
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "jose/jwk.h"
#include "tests/support/builders.h"

namespace lockspire::testing {

inline constexpr const char* kAssertionType =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

// Right ones that end in a minute; members of `changes` (JSON) replace them, null removes one. The
// jti is another one each time.
Json assertion_claims(const Client& client, const Policy& policy, Instant now,
                      std::string_view changes = "{}");

// A compact JWS of any header, however wrong, signed with HS256 by `secret`.
std::string sign_as(std::string_view header, const Json& claims, std::string_view secret);

// The form that carries the assertion, and these parameters beside it.
std::string assertion_form(std::string_view assertion, std::string_view more = "");

}  // namespace lockspire::testing
