#include "protocol/grants/client_credentials.h"

#include "protocol/claims.h"
#include "protocol/resource.h"

namespace lockspire {
namespace {

// RFC 6749 4.4.2: of the scopes that the client is registered for, those that need no person; all
// of them when none is asked.
Result<Words> check_own_scope(const std::optional<std::string>& scope, const Client& client) {
  Words own;
  for (const std::string& word : client.scopes) {
    if (!is_about_a_person(word)) own.push_back(word);
  }
  if (!scope) return own;
  const Words asked = split_words(*scope);
  if (!is_subset(asked, own)) {
    return fail(ErrorCode::kInvalidScope, "scope has one that this client cannot have for itself",
                "scope.not_for_clients", "scope: " + join_words(difference(asked, own)));
  }
  return asked;
}

}  // namespace

Result<ClientCredentialsRequest> parse_client_credentials_request(const http::Form& form) {
  TRY_ASSIGN(auto scope, form.one("scope"));
  TRY_ASSIGN(auto resources, parse_resources(form));
  return ClientCredentialsRequest{.scope = std::move(scope), .resources = std::move(resources)};
}

Result<TokenResponse> redeem(const ClientCredentialsRequest& request, const Client& client,
                             store::Store& store, const Issuer& issuer, Instant /*now*/) {
  // RFC 6749 4.4: confidential clients only.
  if (client.is_public()) {
    return fail(ErrorCode::kUnauthorizedClient, "a public client cannot use this grant_type",
                "token.public_client");
  }
  TRY_ASSIGN(const Words scopes, check_own_scope(request.scope, client));
  TRY_ASSIGN(TokenTerms terms, store.read([&](store::Reader& db) -> Result<TokenTerms> {
    TRY_ASSIGN(const Words resources,
               find_resources(request.resources, client, issuer.policy(), db));
    return token_terms(resources, scopes, client, issuer.policy(), db);
  }));
  Minted minted = issuer.mint({.client = client,
                               .grant = nullptr,
                               .terms = std::move(terms),
                               .nonce = std::nullopt,
                               .with_refresh_token = false});
  store.transact([&](store::Transaction& tx) {
    Issuer::record(tx, minted);
    return Done{};
  });
  return std::move(minted.response);
}

}  // namespace lockspire
