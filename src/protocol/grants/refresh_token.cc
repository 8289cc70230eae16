#include "protocol/grants/refresh_token.h"

#include "base/digest.h"
#include "base/opaque.h"
#include "base/seal.h"
#include "protocol/audit.h"
#include "protocol/resource.h"
#include "protocol/tokens/refresh_token.h"

namespace lockspire {
namespace {

constexpr int kMostGraceAnswers = 10;
constexpr std::string_view kPurpose = "refresh_token.successor";

std::unexpected<OAuthError> invalid_refresh_token(Literal reason, bool alert = false) {
  // One text for all: an attacker must not learn which it was.
  return fail(
      OAuthError{ErrorCode::kInvalidGrant, "refresh token is not valid", reason, {}, alert});
}

// The checks that come before the transaction. Retired is not among them: the transaction must see
// it.
Result<Done> check_token(const FoundRefreshToken& token, const Client& client, Instant now) {
  // RFC 6749 10.4: bound to its client; another's attempt ends nothing, or it could end others'
  // sessions.
  // RFC 6749 6 #bound: the token was issued to the authenticated client.
  if (token.grant.client_id != client.client_id) {
    return invalid_refresh_token("refresh.client_mismatch", /*alert=*/true);
  }
  if (token.grant.revoked_at) return invalid_refresh_token("refresh.grant_revoked");
  // RFC 9700 4.14.2 #reuse-first: reuse is looked for before expiry.
  if (!token.row.retired_at && token.row.expires_at <= now) {
    return fail(ErrorCode::kInvalidGrant, "refresh token is not valid", "refresh.expired",
                ended_ago(token.row.expires_at, now));
  }
  return Done{};
}

SealingKey successor_key(const Secret& presented) {
  return SealingKey{"refresh",
                    Secret(hmac_sha256(presented.reveal(), "lockspire refresh successor"))};
}

// What the transaction found: the fresh token counts, or an earlier answer is to be given again.
struct Settled {
  std::optional<std::string> repeated;  // the sealed successor of the earlier answer
};

Result<Settled> settle(store::Transaction& tx, const FoundRefreshToken& token, const Minted& minted,
                       const std::string& sealed, const Client& client, const Issuer& issuer,
                       Instant now) {
  const store::Successor successor{minted.refresh_row->selector, sealed};
  if (store::retire_refresh_token(tx, token.row.selector, successor, now)) {
    Issuer::record(tx, minted);
    return Settled{};
  }
  const Seconds grace = issuer.policy().refresh_grace;
  if (grace > Seconds(0)) {
    if (auto repeated =
            store::answer_within_grace(tx, token.row.selector, now - grace, kMostGraceAnswers)) {
      Issuer::record_access_token(tx, minted);
      return Settled{std::move(repeated)};
    }
  }
  // RFC 9700 4.14.2: a retired token seen again means two holders; the grant ends for both.
  if (store::revoke_grant(tx, token.grant.grant_id, "refresh.replayed", now)) {
    store::insert_audit_event(
        tx, audit_of_grant(token.grant, "grant.revoked", "succeeded", "refresh.replayed",
                           client.client_id.text(), issuer.audit(now)));
  }
  return invalid_refresh_token("refresh.replayed", /*alert=*/true);
}

}  // namespace

Result<RefreshRequest> parse_refresh_request(const http::Form& form) {
  TRY_ASSIGN(auto token, form.required("refresh_token"));
  TRY_ASSIGN(auto scope, form.one("scope"));
  TRY_ASSIGN(auto resources, parse_resources(form));
  return RefreshRequest{.refresh_token = Secret(std::move(token)),
                        .scope = std::move(scope),
                        .resources = std::move(resources)};
}

Result<TokenResponse> redeem(const RefreshRequest& request, const Client& client,
                             store::Store& store, const Issuer& issuer, Instant now) {
  const auto token = store.read([&](store::Reader& db) {
    return find_presented_refresh_token(db, request.refresh_token.reveal());
  });
  if (!token) return invalid_refresh_token("refresh.unknown");
  TRY(check_token(*token, client, now));
  TRY_ASSIGN(const Words scopes,
             check_narrowed_scope(request.scope,
                                  intersection(split_words(token->grant.scopes), client.scopes)));
  // RFC 9700 4.14.2 #bound: a refresh token is bound to the scope and resources that were
  // consented to.
  TRY_ASSIGN(TokenTerms terms,
             grant_terms(request.resources, scopes, token->grant, client, issuer.policy(), store));

  // RFC 6749 6 #same-scope: a new refresh token has the scope of the old one.
  Minted minted = issuer.mint({.client = client,
                               .grant = &token->grant,
                               .terms = std::move(terms),
                               // OIDC Core 12.2: the same account and sign-in, and no nonce.
                               .nonce = std::nullopt,
                               .with_refresh_token = true});
  const SealingKey key = successor_key(request.refresh_token);
  const std::string sealed = seal(key, kPurpose, *minted.response.refresh_token, issuer.random());
  TRY_ASSIGN(const Settled settled, store.transact([&](store::Transaction& tx) {
    return settle(tx, *token, minted, sealed, client, issuer, now);
  }));
  if (settled.repeated) {
    auto successor = unseal(key, kPurpose, *settled.repeated);
    if (!successor) throw std::runtime_error("refresh: the sealed successor does not open");
    minted.response.refresh_token = *std::move(successor);
  }
  return std::move(minted.response);
}

}  // namespace lockspire
