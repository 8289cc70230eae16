#include "protocol/discovery.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "protocol/client.h"
#include "protocol/grants/token_request.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

struct Discovery : testing::Site {
  Json document() { return testing::json_of(discovery_document(policy, keys())); }

  Words list(const char* name) { return document().view().strings(name).value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(discovery_test, Discovery)

// OIDC Discovery 3: the members that every provider has, and issuer byte for byte.
// RFC 8414 2: the same for OAuth.
// OIDC Core 8: subjects are public, the same for every client.
BOOST_AUTO_TEST_CASE(required_members_are_there) {
  const Json json = document();
  BOOST_TEST(json.view().string("issuer").value() == policy.issuer);
  const std::pair<const char*, const char*> endpoints[] = {{"authorization_endpoint", "/authorize"},
                                                           {"token_endpoint", "/token"},
                                                           {"userinfo_endpoint", "/userinfo"},
                                                           {"jwks_uri", "/jwks"}};
  for (const auto& [name, path] : endpoints) {
    BOOST_TEST(json.view().string(name).value() == policy.issuer + path);
  }
  BOOST_TEST(join_words(list("response_types_supported")) == "code");
  BOOST_TEST(join_words(list("subject_types_supported")) == "public");
}

// OIDC Discovery 3 #rs256: RS256 is among the algorithms.
BOOST_AUTO_TEST_CASE(algorithms_are_those_with_an_active_key) {
  const Words algs = list("id_token_signing_alg_values_supported");
  BOOST_TEST(algs.size() == 3U);
  for (const char* alg : {"RS256", "ES256", "EdDSA"}) BOOST_TEST(contains(algs, alg));
  BOOST_TEST(!contains(algs, "none"));
}

BOOST_AUTO_TEST_CASE(lists_are_the_tables_that_drive_behaviour) {
  const Words grants = list("grant_types_supported");
  BOOST_TEST(grants.size() == kGrantTypes.size());
  for (const GrantType& grant : kGrantTypes) BOOST_TEST(contains(grants, grant.name));
  const Words methods = list("token_endpoint_auth_methods_supported");
  BOOST_TEST(methods.size() == offered_auth_methods(policy).size());
  for (const auto method : offered_auth_methods(policy)) {
    BOOST_TEST(contains(methods, wire_name(method)));
  }
  const Words modes = list("response_modes_supported");
  for (const std::string& mode : modes) BOOST_TEST(parse_response_mode(mode).has_value());
  BOOST_TEST(modes.size() == 3U);
  const Words scopes = list("scopes_supported");
  BOOST_TEST(scopes.size() == policy.scopes.size());
  BOOST_TEST(contains(scopes, "openid"));
}

// RFC 8414 2 #signing-algs: what may sign the assertions of those methods.
BOOST_AUTO_TEST_CASE(client_authentication_is_announced_for_three_endpoints) {
  for (const std::string endpoint : {"token", "revocation", "introspection"}) {
    const std::string name = endpoint + "_endpoint_auth_";
    BOOST_TEST(contains(list((name + "methods_supported").c_str()), "private_key_jwt"));
    BOOST_TEST(!contains(list((name + "methods_supported").c_str()), "client_secret_jwt"));
    BOOST_TEST(join_words(list((name + "signing_alg_values_supported").c_str())) ==
               "RS256 ES256 PS256 EdDSA");
  }
  policy.client_secret_jwt = true;
  for (const std::string endpoint : {"token", "revocation", "introspection"}) {
    const std::string name = endpoint + "_endpoint_auth_";
    const Words methods = list((name + "methods_supported").c_str());
    BOOST_TEST(contains(methods, "client_secret_jwt"));
    BOOST_TEST(contains(methods, "none") == (endpoint != "introspection"));
    const Words algs = list((name + "signing_alg_values_supported").c_str());
    BOOST_TEST(contains(algs, "HS256"));
    BOOST_TEST(!contains(algs, "none"));
  }
}

// OIDC Discovery 3 #request-uri: left out it would mean true, so it stands there as false.
BOOST_AUTO_TEST_CASE(what_is_not_supported_is_said) {
  BOOST_TEST(document().view().boolean("request_parameter_supported").value() == false);
  BOOST_TEST(document().view().boolean("request_uri_parameter_supported").value() == false);
  BOOST_TEST(document().view().boolean("claims_parameter_supported").value() == true);
}

// RFC 8414 2 #pkce: the methods, and S256 alone.
// RFC 9207 3: iss stands in every authorization response.
BOOST_AUTO_TEST_CASE(pkce_and_issuer_identification_are_announced) {
  BOOST_TEST(join_words(list("code_challenge_methods_supported")) == "S256");
  BOOST_TEST(document().view().boolean("authorization_response_iss_parameter_supported").value() ==
             true);
}

// RFC 8414 2 #empty: a list without members is left out.
// OIDC Discovery 4.2: 200, application/json, and no empty list.
BOOST_AUTO_TEST_CASE(no_list_is_empty) {
  const Json json = document();
  for (const auto& [name, value] : json.view().members()) {
    if (value.is_array()) BOOST_TEST(!value.items().empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
