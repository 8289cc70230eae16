// Guessing client secrets: who fails too often waits (protocol/throttle.h).
#pragma once

#include <optional>
#include <string_view>

#include "base/oauth_error.h"
#include "endpoints/services.h"
#include "http/form.h"
#include "http/request.h"
#include "http/response.h"

namespace lockspire::endpoints {

// RFC 6585 4: 429 with Retry-After when the client that this request names has failed too often
// from this address, whatever it knows now. Once a window the log says so at alert level.
std::optional<http::Response> refuse_throttled(const http::Request& request,
                                               const Services& services, std::string_view event,
                                               const http::Form& form);

// Counts a failed authentication. A request that names no client guesses nothing.
void count_failure(const http::Request& request, const Services& services, const http::Form& form,
                   const OAuthError& error);

}  // namespace lockspire::endpoints
