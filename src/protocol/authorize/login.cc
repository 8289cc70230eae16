#include "protocol/authorize/login.h"

namespace lockspire {
namespace {

OAuthError login_required(Literal reason) {
  return OAuthError{ErrorCode::kLoginRequired, "the person must log in", reason};
}

// OIDC Core 5.5.1.1: an essential acr with values must be met, or the request fails.
bool acr_is_met(const AuthorizeRequest& request, const host::Session& session) {
  const ClaimRequest* const acr = find_claim(request.claims.id_token, "acr");
  // OIDC Core 5.5.1.1 #voluntary: a voluntary acr that is not met is no error.
  if (acr == nullptr || !acr->essential || acr->values.empty()) return true;
  return session.acr && contains(acr->values, *session.acr);
}

}  // namespace

std::optional<OAuthError> login_shortfall(const AuthorizeRequest& request,
                                          const std::optional<host::Session>& session,
                                          const LoginHistory& history) {
  // OIDC Core 3.1.2.3: without a session the person must log in.
  if (!session) return login_required("login.no_session");
  // OIDC Core 3.1.2.1 #prompt-login: the person is asked again even with a session.
  if (request.prompt.login && (history.trips == 0 || session->auth_time < history.started_at)) {
    return login_required("login.prompt_login");
  }
  // OIDC Core 3.1.2.1 #prompt-select-account: the host lets the person choose.
  if (request.prompt.select_account && history.trips == 0) {
    return login_required("login.prompt_select_account");
  }
  // OIDC Core 3.1.2.1 #max-age: counted back from the start, so that time spent logging in is free.
  if (request.max_age && session->auth_time < history.started_at - *request.max_age) {
    return login_required("login.max_age");
  }
  // OIDC Core 3.1.2.1 #id-token-hint: another account than the expected one.
  if (request.expected_sub && session->sub != *request.expected_sub) {
    return login_required("login.other_account");
  }
  if (!acr_is_met(request, *session)) {
    return OAuthError{ErrorCode::kUnmetAuthenticationRequirements,
                      "the essential acr cannot be met", "login.acr_not_met"};
  }
  return std::nullopt;
}

bool can_login_help(const OAuthError& shortfall, const LoginHistory& history) {
  return shortfall.code == ErrorCode::kLoginRequired || history.trips == 0;
}

bool host_may_know_silently(const Policy& policy, const std::optional<host::Session>& session,
                            const LoginHistory& history) {
  // A session that is there and does not do would only come back as it is.
  return policy.silent_refresh && !session && history.trips == 0;
}

}  // namespace lockspire
