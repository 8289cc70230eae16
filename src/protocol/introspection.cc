#include "protocol/introspection.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "jose/jws.h"
#include "protocol/resource.h"
#include "protocol/scope.h"
#include "protocol/tokens/access_token.h"
#include "protocol/tokens/refresh_token.h"

namespace lockspire {
namespace {

struct Found {
  std::optional<store::AccessToken> access;
  std::optional<store::Grant> grant;  // of the access token, when a person granted it
  std::optional<FoundRefreshToken> refresh;
  bool client_disabled = false;
};

Found find_token(store::Reader& db, std::string_view text) {
  Found found;
  found.access = find_presented_access_token(db, text);
  if (found.access) {
    if (found.access->grant_id) found.grant = store::find_grant(db, *found.access->grant_id);
    return found;
  }
  found.refresh = find_presented_refresh_token(db, text);
  if (found.refresh) {
    const auto client = find_client(db, found.refresh->grant.client_id);
    found.client_disabled = !client || client->is_disabled();
  }
  return found;
}

Json inactive() {
  return std::move(Json::object().set("active", false));
}

// RFC 7662 2.1 #caller: the client itself, or who serves one of the audiences.
bool may_know(const Client& caller, const ClientId& client_id, const Words& audience) {
  if (caller.client_id == client_id) return true;
  for (const std::string& resource : audience) {
    const auto serves = [&](const std::string& own) { return is_same_resource(own, resource); };
    if (std::ranges::any_of(caller.resource_server_for, serves)) return true;
  }
  return false;
}

void set_person(Json& answer, const store::Grant& grant) {
  answer.set("auth_time", to_unix(grant.auth_time));
  if (grant.acr) answer.set("acr", *grant.acr);
  if (grant.amr) {
    if (auto amr = Json::parse(*grant.amr)) answer.set("amr", *std::move(amr));
  }
  answer.set("sid", grant.sid);
}

Json describe_access(const store::AccessToken& token, const std::optional<store::Grant>& grant,
                     const Policy& policy) {
  const Words audience = split_words(token.audience);
  Json answer = Json::object();
  answer.set("active", true);
  if (!token.scopes.empty()) answer.set("scope", token.scopes);
  answer.set("client_id", token.client_id.text());
  answer.set("token_type", "Bearer");
  answer.set("exp", to_unix(token.expires_at));
  answer.set("iat", to_unix(token.issued_at));
  answer.set("sub", grant ? grant->sub.text() : token.client_id.text());
  if (audience.size() == 1) {
    answer.set("aud", audience.front());
  } else {
    answer.set("aud", Json::strings(audience));
  }
  answer.set("iss", policy.issuer);
  answer.set("jti", token.selector.text());
  if (grant) set_person(answer, *grant);
  return answer;
}

Json describe_refresh(const FoundRefreshToken& token, const Policy& policy) {
  Json answer = Json::object();
  answer.set("active", true);
  answer.set("scope", token.grant.scopes);
  answer.set("client_id", token.grant.client_id.text());
  answer.set("exp", to_unix(token.row.expires_at));
  answer.set("iat", to_unix(token.row.issued_at));
  answer.set("sub", token.grant.sub.text());
  answer.set("iss", policy.issuer);
  set_person(answer, token.grant);
  return answer;
}

}  // namespace

Result<IntrospectionRequest> parse_introspection_request(const http::Form& form) {
  TRY_ASSIGN(auto token, form.required("token"));
  TRY(form.one("token_type_hint"));
  return IntrospectionRequest{Secret(std::move(token))};
}

Json introspect(const IntrospectionRequest& request, const Client& caller, store::Store& store,
                const Policy& policy, Instant now) {
  const Found found =
      store.read([&](store::Reader& db) { return find_token(db, request.token.reveal()); });
  if (found.access) {
    const store::AccessToken& token = *found.access;
    const bool known = may_know(caller, token.client_id, split_words(token.audience));
    return known && token.is_live(now) ? describe_access(token, found.grant, policy) : inactive();
  }
  if (found.refresh) {
    const FoundRefreshToken& token = *found.refresh;
    const bool live = !token.row.retired_at && now < token.row.expires_at &&
                      !token.grant.revoked_at && !found.client_disabled;
    // A refresh token is for its own client alone.
    const bool known = caller.client_id == token.grant.client_id;
    return known && live ? describe_refresh(token, policy) : inactive();
  }
  return inactive();
}

Secret sign_introspection(Json answer, const Client& caller, const Policy& policy,
                          const KeySet& keys, Instant now) {
  const jose::Alg alg = caller.introspection_signed_response_alg;
  const jose::SigningKey* const key = keys.signing_key(alg);
  if (key == nullptr) {
    throw std::runtime_error("introspection: no active signing key for " +
                             std::string(jose::name(alg)));
  }
  Json claims = Json::object();
  // RFC 9701 5: no sub and no exp, so that it cannot pass for an access or ID token.
  claims.set("iss", policy.issuer);
  claims.set("aud", caller.client_id.text());
  claims.set("iat", to_unix(now));
  claims.set("token_introspection", std::move(answer));
  return jose::sign_compact(*key, "token-introspection+jwt", claims);
}

}  // namespace lockspire
