#include "protocol/tokens/issue.h"

#include <algorithm>

#include "base/json.h"
#include "base/opaque.h"
#include "protocol/tokens/id_token.h"

namespace lockspire {
namespace {

MintedRefreshToken mint_refresh_token(const store::Grant& grant, const Policy& policy,
                                      Random& random, std::int64_t unix_ms) {
  const Instant now = from_unix(unix_ms / 1000);
  Opaque opaque = new_opaque(random, unix_ms);
  store::RefreshToken row{.selector = std::move(opaque.selector),
                          .verifier_hash = std::move(opaque.verifier_hash),
                          .grant_id = grant.grant_id,
                          .issued_at = now,
                          // RFC 9700 4.14.2: idle tokens expire; and none outlives the cap.
                          // RFC 9700 4.14.2 #idle: a token that is not used expires.
                          .expires_at = std::min(now + policy.refresh_lifetime, grant.capped_at)};
  return {std::move(opaque.text), std::move(row)};
}

store::GrantUse use_of(const store::AccessToken& access,
                       const std::optional<store::RefreshToken>& refresh) {
  store::GrantUse use{
      .at = access.issued_at, .needed = access.expires_at, .until = access.expires_at};
  if (refresh) {
    // A little more than needed (a day in thirty), so that not every rotation writes the grant's
    // row.
    const Seconds slack = (refresh->expires_at - refresh->issued_at) / 30;
    use.needed = std::max(use.needed, refresh->expires_at);
    use.until = use.needed + slack;
  }
  return use;
}

}  // namespace

// RFC 6749 5.1: access_token, token_type, expires_in as a number, scope.
std::string print(const TokenResponse& response) {
  Json json = Json::object();
  json.set("access_token", response.access_token.reveal());
  json.set("token_type", "Bearer");
  json.set("expires_in", std::int64_t{response.expires_in.count()});
  // RFC 6749 3.3 #differs: the answer says which scope was granted.
  if (!response.scope.empty()) json.set("scope", response.scope);
  if (response.refresh_token) json.set("refresh_token", response.refresh_token->reveal());
  if (response.id_token) json.set("id_token", response.id_token->reveal());
  return json.print();
}

Minted Issuer::mint(MintRequest request) const {
  const std::int64_t unix_ms = clock_.unix_ms();
  MintedAccessToken access = mint_access_token(request.client, request.grant, request.terms,
                                               policy_, keys_, random_, unix_ms);
  Minted minted{.access_row = std::move(access.row),
                .refresh_row = std::nullopt,
                .grant_use = std::nullopt,
                .response = {.access_token = std::move(access.text),
                             .expires_in = request.terms.lifetime,
                             .scope = join_words(request.terms.scopes),
                             .refresh_token = std::nullopt,
                             .id_token = std::nullopt}};
  // RFC 6749 4.4.3: no refresh token; and nobody is signed in, so no ID token.
  if (request.grant == nullptr) return minted;
  if (request.with_refresh_token) {
    MintedRefreshToken refresh = mint_refresh_token(*request.grant, policy_, random_, unix_ms);
    minted.refresh_row = std::move(refresh.row);
    minted.response.refresh_token = std::move(refresh.text);
  }
  const store::GrantUse use = use_of(minted.access_row, minted.refresh_row);
  if (use.changes(*request.grant)) minted.grant_use = use;
  // OIDC Core 3.1.3.3: a Bearer token and an ID token, never stored.
  if (contains(request.terms.scopes, "openid")) {
    minted.response.id_token = mint_id_token(request.client, *request.grant, request.nonce,
                                             minted.response.access_token.reveal(), policy_, keys_,
                                             from_unix(unix_ms / 1000));
  }
  return minted;
}

void Issuer::record(store::Transaction& tx, const Minted& minted) {
  store::insert_access_token(tx, minted.access_row);
  if (minted.refresh_row) store::insert_refresh_token(tx, *minted.refresh_row);
  if (minted.grant_use) store::extend_grant(tx, *minted.access_row.grant_id, *minted.grant_use);
}

void Issuer::record_access_token(store::Transaction& tx, const Minted& minted) {
  store::insert_access_token(tx, minted.access_row);
  if (minted.access_row.grant_id) {
    store::extend_grant(tx, *minted.access_row.grant_id, use_of(minted.access_row, std::nullopt));
  }
}

Result<TokenTerms> grant_terms(const Words& resources, const Words& scopes,
                               const store::Grant& grant, const Client& client,
                               const Policy& policy, store::Store& store) {
  const Words authorized = split_words(grant.resources.value_or(""));
  TRY_ASSIGN(Words narrowed, narrow_resources(resources, audience_of(authorized, policy)));
  // Nobody ever named a resource: it is the issuer's own token, and there is nothing to look up.
  if (authorized.empty()) narrowed.clear();
  return store.read(
      [&](store::Reader& db) { return token_terms(narrowed, scopes, client, policy, db); });
}

bool gets_refresh_token(const Client& client, const Words& scopes, const Policy& policy) {
  if (!client.allows_grant("refresh_token")) return false;
  // OIDC Core 11 #online: refresh tokens may be issued without offline_access too.
  return !policy.refresh_token_needs_offline_access || !contains(scopes, "openid") ||
         contains(scopes, "offline_access");
}

}  // namespace lockspire
