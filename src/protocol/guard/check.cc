#include "protocol/guard/check.h"

#include <algorithm>
#include <array>
#include <string>

#include "protocol/resource.h"

namespace lockspire::guard {
namespace {

std::unexpected<OAuthError> invalid(Literal reason, std::string detail = {}) {
  return fail(ErrorCode::kInvalidToken, "the access token is not valid", reason, std::move(detail));
}

// RFC 9470 3: the client asks for the token again, with the person present.
std::unexpected<OAuthError> authenticate_again(Description description, Literal reason,
                                               std::string detail = {}) {
  return fail(ErrorCode::kInsufficientUserAuthentication, description, reason, std::move(detail));
}

Result<Done> check_lifetime(const Attempt& attempt) {
  const Instant end = attempt.credential.token.expires_at;
  // RFC 9068 4 #exp: the time must be before exp.
  if (attempt.now >= end) return invalid("access_token.expired", ended_ago(end, attempt.now));
  return Done{};
}

Result<Done> check_standing(const Attempt& attempt) {
  const store::AccessToken& token = attempt.credential.token;
  if (token.revoked_at) return invalid("access_token.revoked");
  if (token.grant_ended) return invalid("access_token.grant_ended");
  if (token.client_disabled) return invalid("access_token.client_disabled");
  return Done{};
}

Result<Done> check_audience(const Attempt& attempt) {
  const Words audience = split_words(attempt.credential.token.audience);
  // RFC 9068 4 #aud: a token for another audience is refused.
  const bool ours = std::ranges::any_of(audience, [&](const std::string& resource) {
    return is_same_resource(resource, attempt.route.resource);
  });
  if (ours) return Done{};
  return fail(ErrorCode::kInvalidToken, "the access token is for another resource",
              "access_token.audience",
              "wanted: " + attempt.route.resource + ", aud: " + join_words(audience));
}

Result<Done> check_scopes(const Attempt& attempt) {
  const Words missing =
      difference(attempt.route.scopes, split_words(attempt.credential.token.scopes));
  // RFC 6750 3.1 #insufficient: 403 when the token may less than the request needs.
  if (missing.empty()) return Done{};
  return fail(ErrorCode::kInsufficientScope, "the access token lacks a scope", "access_token.scope",
              "missing: " + join_words(missing));
}

Result<Done> check_sign_in(const Attempt& attempt) {
  const Route& route = attempt.route;
  if (route.acr.empty() && !route.max_age) return Done{};
  const auto& grant = attempt.credential.grant;
  if (!grant) {
    return authenticate_again("a person must have signed in", "access_token.no_person");
  }
  // RFC 9470 3 #acr: the level of the sign-in is one of those that the route takes.
  if (!route.acr.empty() && !contains(route.acr, grant->acr.value_or(""))) {
    return authenticate_again("a stronger sign-in is required", "access_token.acr",
                              "acr: " + grant->acr.value_or("none"));
  }
  // RFC 9470 3 #max-age: the sign-in is no longer ago than the route allows.
  if (route.max_age && attempt.now - grant->auth_time > *route.max_age) {
    return authenticate_again(
        "a more recent sign-in is required", "access_token.max_age",
        "signed in " + std::to_string((attempt.now - grant->auth_time).count()) + " s ago");
  }
  return Done{};
}

using Check = Result<Done> (*)(const Attempt&);
constexpr std::array<Check, 5> kChecks{check_lifetime, check_standing, check_audience, check_scopes,
                                       check_sign_in};

}  // namespace

Result<Done> check(const Attempt& attempt) {
  for (const Check one : kChecks) TRY(one(attempt));
  return Done{};
}

}  // namespace lockspire::guard
