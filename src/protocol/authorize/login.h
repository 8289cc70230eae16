// Who must log in before an authorization request can go on (OIDC Core 3.1.2.1).
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/oauth_error.h"
#include "host/session.h"
#include "protocol/authorize/request.h"
#include "protocol/policy.h"

namespace lockspire {

// How far an interaction has come: when it started (S of the contract), and how often the browser
// was sent to the login.
struct LoginHistory {
  Instant started_at;
  int trips = 0;
};

// Trips to the login before the answer is a page.
constexpr int kMaxLoginTrips = 3;

// Why the session does not satisfy the request; nullopt when it does. The error is the answer to
// prompt=none; anybody else is sent to the login, unless can_login_help() is false.
std::optional<OAuthError> login_shortfall(const AuthorizeRequest& request,
                                          const std::optional<host::Session>& session,
                                          const LoginHistory& history);

// False for unmet_authentication_requirements after a login: the host cannot do what was asked.
bool can_login_help(const OAuthError& shortfall, const LoginHistory& history);

// Whether prompt=none goes by the host once, which may know the person although no cookie says so.
bool host_may_know_silently(const Policy& policy, const std::optional<host::Session>& session,
                            const LoginHistory& history);

}  // namespace lockspire
