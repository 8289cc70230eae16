// OIDC Core 5: which claims about a person go where.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "protocol/scope.h"

namespace lockspire {

// OIDC Core 5.5.1: one claim that the `claims` parameter asks for.
struct ClaimRequest {
  std::string name;
  bool essential = false;
  std::vector<std::string> values;  // of value or values; empty when any will do
};

// OIDC Core 5.5.
struct ClaimsRequest {
  std::vector<ClaimRequest> id_token;
  std::vector<ClaimRequest> userinfo;

  [[nodiscard]] bool empty() const { return id_token.empty() && userinfo.empty(); }
};

// The `claims` parameter; unknown members are ignored. invalid_request when it is not JSON of the
// right shape within bounds.
Result<ClaimsRequest> parse_claims_request(std::string_view text);

// nullptr when the claim was not asked for.
const ClaimRequest* find_claim(const std::vector<ClaimRequest>& claims, std::string_view name);

// Whether a scope says something about a person (OIDC Core 5.4, 11), so that no client has it for
// itself.
bool is_about_a_person(std::string_view scope);

// The names of what is asked about the person beyond what the scopes give, for consent.
Words claims_to_consent(const ClaimsRequest& claims, const Words& scopes);

// OIDC Core 5.4: what userinfo answers: the account's claims that the scopes or the request allow.
// `account_claims` is a JSON object, or empty. `sub` is set by the caller.
Json select_userinfo_claims(std::string_view account_claims, const Words& scopes,
                            const ClaimsRequest& asked);

// What goes into the ID token: only what was asked there by name.
Json select_id_token_claims(std::string_view account_claims, const ClaimsRequest& asked);

// The scopes that OIDC Core 5.4 gives a meaning, and every claim that can come out: for discovery.
Words supported_claims();

// The words of the consent page for a claim, for instance "your e-mail address".
std::string claim_sentence(std::string_view claim);

}  // namespace lockspire
