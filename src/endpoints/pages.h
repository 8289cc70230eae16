// HTML answers: security headers, error pages, and authorization responses in every response mode.
#pragma once

#include <string>
#include <string_view>

#include "base/oauth_error.h"
#include "endpoints/services.h"
#include "http/request.h"
#include "http/response.h"
#include "protocol/authorize/respond.h"

namespace lockspire::endpoints {

// A page without a form that leaves the origin.
http::Response html_page(int status, std::string html);

// The same for a page whose form ends, after redirects, at `redirect_uri`. `script` allows the one
// script file of the form-post page.
http::Response form_page(std::string html, std::string_view redirect_uri, bool script);

// RFC 6749 4.1.2.1 #page: without a client and its redirect URI nothing is redirected.
// PAGE400 of a refusal whose client or redirect URI is not proven, and its log line. `event` is
// `<endpoint>.refused`.
http::Response error_page(const http::Request& request, const Services& services,
                          const OAuthError& error, std::string_view event = "authorize.refused");

// The page after too many trips to the login.
http::Response login_required_page(const http::Request& request, const Services& services,
                                   const OAuthError& shortfall);

// The authorization response as redirect (302 after a GET, 303 after a POST) or form_post page.
http::Response authorization_response(const http::Request& request, const Services& services,
                                      const AuthorizationResponse& response);

}  // namespace lockspire::endpoints
