#include "protocol/claims.h"

#include <algorithm>
#include <array>

namespace lockspire {
namespace {

struct AccountClaim {
  std::string_view name;
  std::string_view scope;
  std::string_view sentence;
};

// OIDC Core 5.1 and 5.4: the standard claims and the scope that each belongs to.
constexpr std::array kAccountClaims{
    AccountClaim{"name", "profile", "your full name"},
    AccountClaim{"family_name", "profile", "your family name"},
    AccountClaim{"given_name", "profile", "your given name"},
    AccountClaim{"middle_name", "profile", "your middle name"},
    AccountClaim{"nickname", "profile", "your nickname"},
    AccountClaim{"preferred_username", "profile", "your user name"},
    AccountClaim{"profile", "profile", "the address of your profile page"},
    AccountClaim{"picture", "profile", "your picture"},
    AccountClaim{"website", "profile", "your website"},
    AccountClaim{"gender", "profile", "your gender"},
    AccountClaim{"birthdate", "profile", "your date of birth"},
    AccountClaim{"zoneinfo", "profile", "your time zone"},
    AccountClaim{"locale", "profile", "your language"},
    AccountClaim{"updated_at", "profile", "when your profile last changed"},
    AccountClaim{"email", "email", "your e-mail address"},
    AccountClaim{"email_verified", "email", "whether your e-mail address is confirmed"},
    AccountClaim{"address", "address", "your postal address"},
    AccountClaim{"phone_number", "phone", "your phone number"},
    AccountClaim{"phone_number_verified", "phone", "whether your phone number is confirmed"},
};

// The server's own facts: asking for them needs no consent, and the host cannot set them.
constexpr std::array<std::string_view, 7> kProtocolClaims{"sub", "auth_time", "acr", "amr",
                                                          "sid", "iss",       "aud"};
constexpr std::size_t kMaxClaims = 64;
// Wished values of acr go on to the login in a Location.
constexpr std::size_t kMaxValues = 1'024;

const AccountClaim* account_claim(std::string_view name) {
  const auto* const found = std::ranges::find(kAccountClaims, name, &AccountClaim::name);
  return found == kAccountClaims.end() ? nullptr : found;
}

std::unexpected<OAuthError> malformed(std::string detail) {
  return fail(ErrorCode::kInvalidRequest, "claims is malformed", "claims.malformed",
              std::move(detail));
}

// OIDC Core 5.5.1: null, or an object with essential, value, values; other members are ignored.
Result<ClaimRequest> parse_claim(std::string_view name, JsonView wish) {
  ClaimRequest claim{.name = std::string(name), .essential = false, .values = {}};
  if (wish.is_null()) return claim;
  if (!wish.is_object()) return malformed("a claim is neither null nor an object");
  if (const auto essential = wish.member("essential")) {
    if (!essential->boolean()) return malformed("essential is no boolean");
    claim.essential = *essential->boolean();
  }
  // A value that is no string can only be compared with a claim of that type, and those that are
  // compared here (sub, acr) are strings and never empty: it then matches nothing.
  if (const auto value = wish.member("value")) {
    claim.values.emplace_back(value->string().value_or(""));
  }
  if (const auto values = wish.member("values")) {
    if (!values->is_array()) return malformed("values is no array");
    for (const JsonView& item : values->items()) {
      claim.values.emplace_back(item.string().value_or(""));
    }
  }
  if (join_words(claim.values).size() > kMaxValues) return malformed("the values are too long");
  return claim;
}

Result<std::vector<ClaimRequest>> parse_member(const Json& document, std::string_view name) {
  std::vector<ClaimRequest> claims;
  const auto member = document.view().member(name);
  if (!member || member->is_null()) return claims;
  if (!member->is_object()) return malformed("id_token or userinfo is no object");
  for (const auto& [claim, wish] : member->members()) {
    TRY_ASSIGN(ClaimRequest parsed, parse_claim(claim, wish));
    // OIDC Core 5.5: members that are not understood are ignored.
    const bool known = account_claim(claim) != nullptr ||
                       std::ranges::find(kProtocolClaims, claim) != kProtocolClaims.end();
    if (known) claims.push_back(std::move(parsed));
  }
  return claims;
}

// Calls take(name, value) for each claim the host supplied that is allowed.
template <typename Allowed>
// OIDC Core 5.5.1 #essential: an essential claim that is not known is no error.
Json select(std::string_view account_claims, Allowed allowed) {
  Json out = Json::object();
  if (account_claims.empty()) return out;
  const auto account = Json::parse(account_claims);
  if (!account) return out;
  for (const auto& [name, value] : account->view().members()) {
    // OIDC Core 5.3.2: a claim without a value is left out.
    if (!value.is_null() && allowed(name)) out.set(name, Json::copy(value));
  }
  return out;
}

}  // namespace

Result<ClaimsRequest> parse_claims_request(std::string_view text) {
  std::string problem;
  const auto document =
      Json::parse(text, {.bytes = 8'192, .depth = 8, .members = 4 * kMaxClaims}, &problem);
  if (!document) return malformed(problem);
  if (!document->view().is_object()) return malformed("not an object");
  ClaimsRequest request;
  TRY_ASSIGN(request.id_token, parse_member(*document, "id_token"));
  TRY_ASSIGN(request.userinfo, parse_member(*document, "userinfo"));
  return request;
}

const ClaimRequest* find_claim(const std::vector<ClaimRequest>& claims, std::string_view name) {
  const auto found = std::ranges::find(claims, name, &ClaimRequest::name);
  return found == claims.end() ? nullptr : &*found;
}

bool is_about_a_person(std::string_view scope) {
  constexpr std::array<std::string_view, 6> kScopes{"openid",  "profile", "email",
                                                    "address", "phone",   "offline_access"};
  return std::ranges::find(kScopes, scope) != kScopes.end();
}

Words claims_to_consent(const ClaimsRequest& claims, const Words& scopes) {
  Words names;
  for (const auto* list : {&claims.id_token, &claims.userinfo}) {
    for (const ClaimRequest& claim : *list) {
      const AccountClaim* const known = account_claim(claim.name);
      if (known == nullptr || contains(scopes, known->scope)) continue;
      if (!contains(names, claim.name)) names.push_back(claim.name);
    }
  }
  return names;
}

Json select_userinfo_claims(std::string_view account_claims, const Words& scopes,
                            const ClaimsRequest& asked) {
  return select(account_claims, [&](std::string_view name) {
    const AccountClaim* const known = account_claim(name);
    if (known == nullptr) return false;
    return contains(scopes, known->scope) || find_claim(asked.userinfo, name) != nullptr;
  });
}

Json select_id_token_claims(std::string_view account_claims, const ClaimsRequest& asked) {
  return select(account_claims, [&](std::string_view name) {
    return account_claim(name) != nullptr && find_claim(asked.id_token, name) != nullptr;
  });
}

Words supported_claims() {
  Words names{"iss",   "sub", "aud", "exp", "iat",    "auth_time",
              "nonce", "acr", "amr", "sid", "at_hash"};
  for (const AccountClaim& claim : kAccountClaims) names.emplace_back(claim.name);
  return names;
}

std::string claim_sentence(std::string_view claim) {
  const AccountClaim* const known = account_claim(claim);
  return std::string(known == nullptr ? claim : known->sentence);
}

}  // namespace lockspire
