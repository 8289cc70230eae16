#include "protocol/discovery.h"

#include "base/json.h"
#include "protocol/authorize/request.h"
#include "protocol/claims.h"
#include "protocol/client.h"
#include "protocol/grants/token_request.h"

namespace lockspire {
namespace {

Words scope_names(const Policy& policy) {
  Words names;
  for (const auto& [name, words] : policy.scopes) names.push_back(name);
  return names;
}

Words grant_types() {
  Words names;
  for (const GrantType& grant : kGrantTypes) names.emplace_back(grant.name);
  return names;
}

Words response_modes() {
  Words names;
  for (const auto mode : {ResponseMode::kQuery, ResponseMode::kFragment, ResponseMode::kFormPost}) {
    names.emplace_back(wire_name(mode));
  }
  return names;
}

Words auth_methods(const Policy& policy) {
  Words names;
  for (const auto method : offered_auth_methods(policy)) names.emplace_back(wire_name(method));
  return names;
}

// RFC 8414 2 #signing-algs: what may sign the assertions of those methods.
Words assertion_alg_names(const Policy& policy) {
  Words names;
  for (const auto method : offered_auth_methods(policy)) {
    for (const auto alg : assertion_algs(method)) names.emplace_back(jose::name(alg));
  }
  return names;
}

// RFC 7662 2.1: a caller of introspection proves who it is, so `none` is no method there.
void set_client_auth(Json& json, const Policy& policy) {
  const Words methods = auth_methods(policy);
  const Words algs = assertion_alg_names(policy);
  for (const std::string endpoint :
       {"token_endpoint", "revocation_endpoint", "introspection_endpoint"}) {
    const bool proves = endpoint == "introspection_endpoint";
    json.set(endpoint + "_auth_methods_supported",
             Json::strings(proves ? difference(methods, Words{"none"}) : methods));
    json.set(endpoint + "_auth_signing_alg_values_supported", Json::strings(algs));
  }
}

// OIDC Discovery 3 #rs256: RS256 is among the keys that are made at install.
Words id_token_algs(const KeySet& keys) {
  Words names;
  for (const auto alg : keys.active_algs()) names.emplace_back(jose::name(alg));
  return names;
}

}  // namespace

std::string discovery_document(const Policy& policy, const KeySet& keys) {
  const auto endpoint = [&](const char* path) { return policy.issuer + path; };
  Json json = Json::object();
  // OIDC Discovery 3: issuer is exactly what clients compare.
  json.set("issuer", policy.issuer);
  json.set("authorization_endpoint", endpoint("/authorize"));
  json.set("token_endpoint", endpoint("/token"));
  json.set("userinfo_endpoint", endpoint("/userinfo"));
  json.set("revocation_endpoint", endpoint("/revoke"));
  json.set("introspection_endpoint", endpoint("/introspect"));
  json.set("jwks_uri", endpoint("/jwks"));
  json.set("scopes_supported", Json::strings(scope_names(policy)));
  json.set("response_types_supported", Json::strings(Words{"code"}));
  json.set("response_modes_supported", Json::strings(response_modes()));
  json.set("grant_types_supported", Json::strings(grant_types()));
  // OIDC Core 8: subjects are public, the same for every client.
  json.set("subject_types_supported", Json::strings(Words{"public"}));
  json.set("id_token_signing_alg_values_supported", Json::strings(id_token_algs(keys)));
  set_client_auth(json, policy);
  json.set("introspection_signing_alg_values_supported", Json::strings(id_token_algs(keys)));
  json.set("claim_types_supported", Json::strings(Words{"normal"}));
  json.set("claims_supported", Json::strings(supported_claims()));
  json.set("claims_parameter_supported", true);
  json.set("request_parameter_supported", false);
  // OIDC Discovery 3 #request-uri: left out, this one would mean true.
  json.set("request_uri_parameter_supported", false);
  json.set("prompt_values_supported",
           Json::strings(Words{"none", "login", "consent", "select_account"}));
  json.set("display_values_supported", Json::strings(Words{"page", "popup", "touch", "wap"}));
  // RFC 7636 4.4.1, RFC 8414 2: only S256.
  // RFC 8414 2 #pkce: the methods, and S256 alone.
  json.set("code_challenge_methods_supported", Json::strings(Words{"S256"}));
  // RFC 9207 3: iss stands in every authorization response.
  json.set("authorization_response_iss_parameter_supported", true);
  return json.print();
}

std::string DiscoveryMemo::document(const Policy& policy,
                                    const std::shared_ptr<const KeySet>& keys) {
  const std::lock_guard lock(mutex_);
  if (keys_ != keys) {
    document_ = discovery_document(policy, *keys);
    keys_ = keys;
  }
  return document_;
}

}  // namespace lockspire
