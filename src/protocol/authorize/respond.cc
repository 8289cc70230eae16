#include "protocol/authorize/respond.h"

#include "base/json.h"
#include "base/opaque.h"

namespace lockspire {
namespace {

AuthorizationResponse response_to(const ReturnAddress& address, std::vector<Parameter> parameters,
                                  const Policy& policy) {
  // RFC 6749 4.1.2 #state: state goes back exactly as it came.
  if (address.state) parameters.emplace_back("state", *address.state);
  // RFC 9207 2: every response, errors too, names the issuer.
  // RFC 9700 4.4.2: iss keeps responses of two servers apart.
  parameters.emplace_back("iss", policy.issuer);
  return AuthorizationResponse{address, std::move(parameters)};
}

std::optional<std::string> unless_empty(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

}  // namespace

AuthorizationResponse success_response(const ReturnAddress& address, const Secret& code,
                                       const Policy& policy) {
  return response_to(address, {{"code", code.reveal()}}, policy);
}

// RFC 6749 4.1.2.1 #state: an error response carries state too.
AuthorizationResponse error_response(const ReturnAddress& address, const OAuthError& error,
                                     const Policy& policy) {
  return response_to(address,
                     {{"error", std::string(wire_name(error.code))},
                      {"error_description", error.description.text()}},
                     policy);
}

MintedCode mint_code(const ReturnAddress& address, const AuthorizeRequest& request,
                     const Client& client, const host::Session& session, const Policy& policy,
                     Random& random, std::int64_t unix_ms) {
  const Instant now = from_unix(unix_ms / 1000);
  Opaque code = new_opaque(random, unix_ms);
  const GrantId grant_id(code.selector.text());
  const Instant expires_at = now + policy.code_lifetime;
  store::Grant grant{
      .grant_id = grant_id,
      .client_id = client.client_id,
      .sub = session.sub,
      .sid = session.sid,
      .auth_time = session.auth_time,
      .acr = session.acr,
      .amr = session.amr.empty() ? std::nullopt : std::optional(Json::strings(session.amr).print()),
      .scopes = join_words(request.scopes),
      .resources = unless_empty(join_words(request.resources)),
      .claims_request = request.claims.empty() ? std::nullopt : request.claims_text,
      .account_claims = unless_empty(session.claims),
      .created_at = now,
      .capped_at = now + policy.refresh_cap,
      .expires_at = expires_at};
  // RFC 7636 4.4: the challenge is kept with the code.
  store::AuthorizationCode row{.grant_id = grant_id,
                               .verifier_hash = std::move(code.verifier_hash),
                               .redirect_uri = address.target.uri(),
                               .code_challenge = request.code_challenge,
                               .nonce = request.nonce,
                               .expires_at = expires_at};
  return MintedCode{std::move(grant), std::move(row), std::move(code.text)};
}

void record_code(store::Transaction& tx, const MintedCode& minted) {
  store::insert_grant(tx, minted.grant);
  store::insert_authorization_code(tx, minted.row);
}

}  // namespace lockspire
