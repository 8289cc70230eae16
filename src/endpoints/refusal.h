// A refusal on its way out: one log line with the reason, and the JSON that the client gets.
#pragma once

#include <string_view>

#include "base/oauth_error.h"
#include "endpoints/services.h"
#include "http/request.h"
#include "http/response.h"

namespace lockspire::endpoints {

// `event` is `<endpoint>.refused`. `client_id` only when it is proven.
void log_refusal(const Services& services, const http::Request& request, std::string_view event,
                 const OAuthError& error, std::string_view client_id = {});

// RFC 6749 5.2: the status of the error and {"error","error_description"}; invalid_client comes
// with a challenge, temporarily_unavailable with Retry-After.
http::Response error_json(const OAuthError& error);

}  // namespace lockspire::endpoints
