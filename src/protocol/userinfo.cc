#include "protocol/userinfo.h"

#include <optional>

#include "base/json.h"
#include "protocol/claims.h"
#include "protocol/tokens/access_token.h"
#include "store/grants.h"

namespace lockspire {
namespace {

struct Found {
  store::AccessToken token;
  std::optional<store::Grant> grant;
};

std::unexpected<OAuthError> invalid_token(Literal reason) {
  return fail(ErrorCode::kInvalidToken, "the access token is not valid", reason);
}

Result<Done> check_token(const Found& found, const Policy& policy, Instant now) {
  if (found.token.expires_at <= now) {
    return fail(ErrorCode::kInvalidToken, "the access token is not valid", "access_token.expired",
                ended_ago(found.token.expires_at, now));
  }
  if (!found.token.is_live(now)) return invalid_token("access_token.revoked");
  // RFC 9068 4: a token for another audience is refused.
  // RFC 9700 2.3 #audience: an access token is for its audience only.
  if (!contains(split_words(found.token.audience), policy.issuer)) {
    return invalid_token("access_token.audience");
  }
  // OIDC Core 5.3.1: userinfo is for tokens of OpenID requests.
  if (!found.grant || !contains(split_words(found.token.scopes), "openid")) {
    return fail(ErrorCode::kInsufficientScope, "the access token has not the scope openid",
                "access_token.scope");
  }
  return Done{};
}

ClaimsRequest claims_asked(const store::Grant& grant) {
  if (!grant.claims_request) return {};
  auto parsed = parse_claims_request(*grant.claims_request);
  return parsed ? *std::move(parsed) : ClaimsRequest{};
}

}  // namespace

Result<Userinfo> find_userinfo(std::string_view access_token, store::Store& store,
                               const Policy& policy, Instant now) {
  const auto found = store.read([&](store::Reader& db) -> std::optional<Found> {
    // RFC 9700 2.3: only an access token is one.
    auto token = find_presented_access_token(db, access_token);
    if (!token) return std::nullopt;
    auto grant = token->grant_id ? store::find_grant(db, *token->grant_id) : std::nullopt;
    return Found{*std::move(token), std::move(grant)};
  });
  if (!found) return invalid_token("access_token.unknown");
  TRY(check_token(*found, policy, now));
  const store::Grant& grant = *found->grant;
  Json claims = select_userinfo_claims(grant.account_claims.value_or(""),
                                       split_words(found->token.scopes), claims_asked(grant));
  // OIDC Core 5.3.2: sub is always there.
  claims.set("sub", grant.sub.text());
  return Userinfo{claims.print(), found->token.client_id};
}

}  // namespace lockspire
