// The checks between a token and a route, in the order in which a client learns of them.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "protocol/guard/credential.h"
#include "protocol/guard/route.h"

namespace lockspire::guard {

// One request for one route. What a sender must prove beside the token (a key, a certificate) joins
// here, and its check joins the list.
struct Attempt {
  const Credential& credential;
  const Route& route;
  Instant now;
};

// invalid_token: over, taken back, or for another audience. insufficient_scope: a scope is missing.
// insufficient_user_authentication: the sign-in is too old or too weak.
Result<Done> check(const Attempt& attempt);

}  // namespace lockspire::guard
