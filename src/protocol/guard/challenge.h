// RFC 6750 3, RFC 9470 3, RFC 9728 5.1: what WWW-Authenticate tells the client of a route.
#pragma once

#include <string>

#include "base/oauth_error.h"
#include "protocol/guard/route.h"

namespace lockspire::guard {

// One challenge on one line. `error` is null when no credential came.
std::string challenge(const Route& route, const OAuthError* error);

}  // namespace lockspire::guard
