#include "protocol/grants/authorization_code.h"

#include "base/opaque.h"
#include "protocol/audit.h"
#include "protocol/pkce.h"
#include "protocol/resource.h"
#include "store/authorization_codes.h"

namespace lockspire {
namespace {

struct FoundCode {
  store::AuthorizationCode row;
  store::Grant grant;
};

std::unexpected<OAuthError> invalid_code(Literal reason, bool alert = false) {
  return fail(OAuthError{ErrorCode::kInvalidGrant, "code is not valid", reason, {}, alert});
}

std::optional<FoundCode> find_code(store::Store& store, const Secret& code) {
  const auto presented = parse_opaque(code.reveal());
  if (!presented) return std::nullopt;
  return store.read([&](store::Reader& db) -> std::optional<FoundCode> {
    const GrantId grant_id(presented->selector.text());
    auto row = store::find_authorization_code(db, grant_id);
    // A wrong verifier is an unknown code: nothing is revoked for it.
    if (!row || !matches(row->verifier_hash, presented->verifier_hash)) return std::nullopt;
    auto grant = store::find_grant(db, grant_id);
    if (!grant) return std::nullopt;
    return FoundCode{*std::move(row), *std::move(grant)};
  });
}

// What the token will be like, or what is wrong with the request, given that the code is real.
// OIDC Core 3.1.3.2: the code is of this client, unused, and for this redirect_uri.
Result<TokenTerms> check_code(const CodeRequest& request, const FoundCode& code,
                              const Client& client, const Policy& policy, store::Store& store,
                              Instant now) {
  // RFC 6749 4.1.3 #client: issued to the authenticated client.
  if (code.grant.client_id != client.client_id) {
    return invalid_code("code.client_mismatch", /*alert=*/true);
  }
  if (code.row.expires_at <= now) {
    return fail(ErrorCode::kInvalidGrant, "code is not valid", "code.expired",
                ended_ago(code.row.expires_at, now));
  }
  // RFC 6749 4.1.3 #redirect-uri: identical to the one of the authorization request.
  if (request.redirect_uri != code.row.redirect_uri) {
    return fail(ErrorCode::kInvalidGrant,
                "redirect_uri is not the one of the authorization request",
                "code.redirect_uri_mismatch");
  }
  // RFC 9700 4.5.3: an injected code fails by its challenge.
  TRY(check_code_verifier(code.row.code_challenge, request.code_verifier));
  return grant_terms(request.resources, split_words(code.grant.scopes), code.grant, client, policy,
                     store);
}

// Why a code could not be consumed.
// RFC 6749 4.1.2 #replay: a code seen twice is in two hands, so
// the grant ends for both.
OAuthError end_replayed_grant(store::Transaction& tx, const store::Grant& grant,
                              const Client& client, const Issuer& issuer, Instant now) {
  const auto code = store::find_authorization_code(tx, grant.grant_id);
  if (!code || !code->consumed_at) return invalid_code("code.grant_revoked").error();
  if (store::revoke_grant(tx, grant.grant_id, "code.replayed", now)) {
    store::insert_audit_event(tx,
                              audit_of_grant(grant, "grant.revoked", "succeeded", "code.replayed",
                                             client.client_id.text(), issuer.audit(now)));
  }
  return OAuthError{ErrorCode::kInvalidGrant, "code is not valid", "code.replayed",
                    "the grant is revoked", /*alert=*/true};
}

}  // namespace

Result<CodeRequest> parse_code_request(const http::Form& form) {
  TRY_ASSIGN(auto code, form.required("code"));
  TRY_ASSIGN(auto redirect_uri, form.one("redirect_uri"));
  TRY_ASSIGN(auto code_verifier, form.one("code_verifier"));
  TRY_ASSIGN(auto resources, parse_resources(form));
  return CodeRequest{.code = Secret(std::move(code)),
                     .redirect_uri = redirect_uri.value_or(""),
                     .code_verifier = std::move(code_verifier),
                     .resources = std::move(resources)};
}

Result<TokenResponse> redeem(const CodeRequest& request, const Client& client, store::Store& store,
                             const Issuer& issuer, Instant now) {
  const auto code = find_code(store, request.code);
  if (!code) return invalid_code("code.unknown");
  if (code->grant.revoked_at && !code->row.consumed_at) return invalid_code("code.grant_revoked");

  const auto terms = check_code(request, *code, client, issuer.policy(), store, now);
  std::optional<Minted> minted;
  if (terms && !code->row.consumed_at) {
    const Words scopes = split_words(code->grant.scopes);
    minted =
        issuer.mint({.client = client,
                     .grant = &code->grant,
                     .terms = *terms,
                     .nonce = code->row.nonce,
                     .with_refresh_token = gets_refresh_token(client, scopes, issuer.policy())});
  }
  TRY(store.transact([&](store::Transaction& tx) -> Result<Done> {
    if (!store::consume_authorization_code(tx, code->grant.grant_id, now)) {
      return fail(end_replayed_grant(tx, code->grant, client, issuer, now));
    }
    if (!terms) return std::unexpected(terms.error());
    Issuer::record(tx, *minted);
    return Done{};
  }));
  return std::move(minted->response);
}

}  // namespace lockspire
