#include "tests/support/assertions.h"

#include "base/base64url.h"
#include "base/digest.h"
#include "base/uri.h"

namespace lockspire::testing {

Json assertion_claims(const Client& client, const Policy& policy, Instant now,
                      std::string_view changes) {
  static int made = 0;
  const Json wanted = json_of(changes);
  Json claims = Json::object();
  const auto set = [&](std::string_view name, auto value) {
    if (!wanted.view().member(name)) claims.set(name, value);
  };
  set("iss", std::string_view(client.client_id.text()));
  set("sub", std::string_view(client.client_id.text()));
  set("aud", std::string_view(policy.issuer));
  set("iat", to_unix(now));
  set("exp", to_unix(now) + 60);
  const std::string jti = "jti-" + std::to_string(++made);
  set("jti", std::string_view(jti));
  for (const auto& [name, value] : wanted.view().members()) {
    if (!value.is_null()) claims.set(name, Json::copy(value));
  }
  return claims;
}

std::string sign_as(std::string_view header, const Json& claims, std::string_view secret) {
  std::string input = base64url(header) + "." + base64url(claims.print());
  std::string signature = base64url(hmac_sha256(secret, input));
  return std::move(input) + "." + signature;
}

std::string assertion_form(std::string_view assertion, std::string_view more) {
  return "client_assertion_type=" + percent_encode(kAssertionType) +
         "&client_assertion=" + std::string(assertion) + std::string(more);
}

}  // namespace lockspire::testing
