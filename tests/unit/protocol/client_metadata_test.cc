// What this suite proves beside the cases that cite for themselves:
// RFC 7591 2.1: code goes with authorization_code.
#include "protocol/client_metadata.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace lockspire {
namespace {

struct WithPolicy {
  Policy policy;
  WithPolicy() {
    policy.origin = "https://issuer.example";
    policy.scopes = {{"openid", "x"}, {"email", "x"}, {"notes.read", "x"}};
  }

  std::expected<Client, MetadataProblems> parse(const std::string& text) const {
    return parse_client_metadata(Json::parse(text)->view(), policy);
  }

  // A document with redirect_uris and these members.
  std::expected<Client, MetadataProblems> with(const std::string& members) const {
    return parse(R"({"redirect_uris":["https://app.example/cb"],)" + members + "}");
  }

  bool refused(const std::string& members, const std::string& member) const {
    const auto client = with(members);
    return !client && std::ranges::find(client.error(), member, &MetadataProblem::member) !=
                          client.error().end();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_metadata_test, WithPolicy)

// RFC 7591 2: what is left out has its default.
// OIDC Core 9: a client uses the method it registered, client_secret_basic by default.
BOOST_AUTO_TEST_CASE(defaults_are_those_of_the_specifications) {
  const auto client = parse(R"({"redirect_uris":["https://app.example/cb"]})");
  BOOST_REQUIRE(client);
  BOOST_TEST((client->auth_method == ClientAuthMethod::kClientSecretBasic));
  BOOST_TEST(client->grant_types == std::vector<std::string>{"authorization_code"});
  BOOST_TEST(client->response_types == std::vector<std::string>{"code"});
  BOOST_TEST(client->scopes == std::vector<std::string>{"openid"});
  BOOST_TEST(client->application_type == "web");
  BOOST_TEST((client->id_token_signed_response_alg == jose::Alg::kRs256));
  BOOST_TEST(client->require_pkce);
  BOOST_TEST(!client->access_token_format);
}

BOOST_AUTO_TEST_CASE(unknown_members_are_ignored_and_not_kept) {
  const auto client =
      with(R"("sector_identifier_uri":"https://x.example","x":1,"client_name":null)");
  BOOST_REQUIRE(client);
  BOOST_TEST(!client_metadata(*client).view().member("x"));
  BOOST_TEST(!client_metadata(*client).view().member("sector_identifier_uri"));
}

BOOST_AUTO_TEST_CASE(wrong_types_are_refused) {
  for (const auto& [members, member] : std::vector<std::pair<std::string, std::string>>{
           {R"("client_name":1)", "client_name"},
           {R"("scope":["openid"])", "scope"},
           {R"("grant_types":"authorization_code")", "grant_types"},
           {R"("grant_types":[1])", "grant_types"},
           {R"("require_pkce":"false")", "require_pkce"},
           {R"("default_max_age":"10")", "default_max_age"},
           {R"("default_max_age":-1)", "default_max_age"},
           {R"("default_max_age":1.5)", "default_max_age"},
           {R"("contacts":"a@app.example")", "contacts"}}) {
    BOOST_TEST(refused(members, member), members);
  }
  BOOST_TEST(!parse("[]"));
  BOOST_TEST(!parse("\"x\""));
}

// RFC 7591 2: redirect-based grants must register their redirect URIs.
BOOST_AUTO_TEST_CASE(redirect_uris_are_required) {
  for (const char* text : {"{}", R"({"redirect_uris":[]})", R"({"redirect_uris":null})"}) {
    const auto client = parse(text);
    BOOST_REQUIRE(!client);
    BOOST_TEST((client.error()[0].code == ErrorCode::kInvalidRedirectUri));
  }
}

// RFC 7591 3.2.2: invalid_redirect_uri is told from the rest.
BOOST_AUTO_TEST_CASE(bad_redirect_uri_has_a_code_of_its_own) {
  const auto client = parse(R"({"redirect_uris":["https://a.example/cb","http://b.example/cb"]})");
  BOOST_REQUIRE(!client);
  BOOST_REQUIRE(client.error().size() == 1U);
  BOOST_TEST((client.error()[0].code == ErrorCode::kInvalidRedirectUri));
  BOOST_TEST(client.error()[0].value == "http://b.example/cb");
  BOOST_TEST(
      refused(R"("post_logout_redirect_uris":["http://b.example/"])", "post_logout_redirect_uris"));
}

BOOST_AUTO_TEST_CASE(there_are_at_most_fifty_redirect_uris) {
  std::string list;
  for (int i = 0; i < 51; ++i) {
    list += (i > 0 ? "," : "") + ("\"https://app.example/" + std::to_string(i) + "\"");
  }
  BOOST_TEST(!parse(R"({"redirect_uris":[)" + list + "]}"));
}

BOOST_AUTO_TEST_CASE(secrets_are_never_taken_from_a_document) {
  BOOST_TEST(refused(R"("client_secret":"hunter2")", "client_secret"));
}

// RFC 7591 2: jwks and jwks_uri must not both stand there.
BOOST_AUTO_TEST_CASE(keys_come_by_value_or_by_reference) {
  const std::string key =
      R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
  const auto by_value = with(R"("jwks":{"keys":[)" + key + "]}");
  BOOST_REQUIRE(by_value);
  BOOST_TEST(by_value->jwks == R"({"keys":[)" + key + "]}");
  const auto by_reference = with(R"("jwks_uri":"https://app.example/jwks")");
  BOOST_REQUIRE(by_reference);
  BOOST_TEST(by_reference->jwks_uri == "https://app.example/jwks");
  BOOST_TEST(refused(R"("jwks_uri":"https://app.example/jwks","jwks":{"keys":[)" + key + "]}",
                     "jwks_uri"));
  BOOST_TEST(refused(R"("jwks":{"keys":[]})", "jwks"));
  BOOST_TEST(refused(R"("jwks":"x")", "jwks"));
  BOOST_TEST(refused(R"("jwks_uri":"http://app.example/jwks")", "jwks_uri"));
  BOOST_TEST(refused(R"("jwks_uri":1)", "jwks_uri"));
}

// OIDC Registration 2: token_endpoint_auth_signing_alg, of those that the method has.
BOOST_AUTO_TEST_CASE(clients_by_assertion_have_keys_or_a_secret_and_an_algorithm) {
  const std::string jwks =
      R"("jwks":{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";
  const std::string by_key = R"("token_endpoint_auth_method":"private_key_jwt")";
  const std::string alg = R"(,"token_endpoint_auth_signing_alg":)";
  BOOST_TEST(!with(by_key + "," + jwks)->token_endpoint_auth_signing_alg);
  BOOST_TEST((with(by_key + R"(,"jwks_uri":"https://a.example/")" + alg + R"("PS256")")
                  ->token_endpoint_auth_signing_alg == jose::Alg::kPs256));
  BOOST_TEST((with(by_key + "," + jwks + alg + R"("EdDSA")")->auth_method ==
              ClientAuthMethod::kPrivateKeyJwt));
  BOOST_TEST(refused(by_key, "jwks"));
  BOOST_TEST(refused(by_key + "," + jwks + alg + R"("ES256")", "jwks"));
  for (const char* wrong : {R"("HS256")", R"("none")", R"("")", R"("es256")", "1"}) {
    BOOST_TEST(refused(by_key + "," + jwks + alg + wrong, "token_endpoint_auth_signing_alg"),
               wrong);
  }
  policy.client_secret_jwt = true;
  const std::string by_secret = R"("token_endpoint_auth_method":"client_secret_jwt")";
  BOOST_TEST((with(by_secret)->token_endpoint_auth_signing_alg == jose::Alg::kHs256));
  BOOST_TEST(with(by_secret + alg + R"("HS256")").has_value());
  BOOST_TEST(refused(by_secret + alg + R"("ES256")", "token_endpoint_auth_signing_alg"));
  // It means nothing for the others.
  BOOST_TEST(!with(R"("x":1)" + alg + R"("ES256")")->token_endpoint_auth_signing_alg);
}

BOOST_AUTO_TEST_CASE(auth_methods_that_do_not_exist_here_are_refused) {
  for (const char* method :
       {"private_key_JWT", "client_secret_jwt", "tls_client_auth", "", "Client_Secret_Basic"}) {
    BOOST_TEST(refused("\"token_endpoint_auth_method\":\"" + std::string(method) + "\"",
                       "token_endpoint_auth_method"),
               method);
  }
  BOOST_TEST(with(R"("token_endpoint_auth_method":"none")")->is_public());
}

// RFC 9700 2.1.2: no implicit grant, no password grant.
BOOST_AUTO_TEST_CASE(grants_and_responses_are_those_that_exist_here) {
  for (const char* members :
       {R"("grant_types":["implicit"])", R"("grant_types":["authorization_code","password"])",
        R"("grant_types":["client_credentials"],"token_endpoint_auth_method":"none")",
        R"("grant_types":[])", R"("grant_types":["refresh_token"])"}) {
    BOOST_TEST(refused(members, "grant_types"), members);
  }
  for (const char* members : {R"("response_types":["token"])", R"("response_types":[])",
                              R"("response_types":["code","code id_token"])"}) {
    BOOST_TEST(refused(members, "response_types"), members);
  }
  const auto client = with(R"("grant_types":["authorization_code","refresh_token"])");
  BOOST_REQUIRE(client);
  BOOST_TEST(client->allows_grant("refresh_token"));
}

BOOST_AUTO_TEST_CASE(scopes_must_be_known_here) {
  BOOST_TEST(refused(R"("scope":"openid admin")", "scope"));
  BOOST_TEST(refused(R"("scope":"")", "scope"));
  BOOST_TEST(refused("\"scope\":\"openid\\ttab\"", "scope"));
  BOOST_TEST(with(R"("scope":"email notes.read email")")->scopes.size() == 2U);
}

// RFC 9700 2.1.1: public clients must use PKCE.
BOOST_AUTO_TEST_CASE(only_a_confidential_openid_client_may_do_without_pkce) {
  BOOST_TEST(!with(R"("require_pkce":false)")->require_pkce);
  BOOST_TEST(
      refused(R"("require_pkce":false,"token_endpoint_auth_method":"none")", "require_pkce"));
  BOOST_TEST(refused(R"("require_pkce":false,"scope":"email")", "require_pkce"));
}

BOOST_AUTO_TEST_CASE(id_tokens_are_signed_with_a_known_algorithm) {
  for (const char* alg : {"none", "HS256", "RS512", "", "rs256"}) {
    BOOST_TEST(refused("\"id_token_signed_response_alg\":\"" + std::string(alg) + "\"",
                       "id_token_signed_response_alg"),
               alg);
  }
  BOOST_TEST((with(R"("id_token_signed_response_alg":"EdDSA")")->id_token_signed_response_alg ==
              jose::Alg::kEdDsa));
}

BOOST_AUTO_TEST_CASE(names_that_deceive_are_refused) {
  BOOST_TEST(
      refused("\"client_name\":\"good\xE2\x80\xAE"
              "evil\"",
              "client_name"));
  BOOST_TEST(refused(R"("client_name":"a\nb")", "client_name"));
  BOOST_TEST(refused("\"client_name\":\"" + std::string(201, 'x') + "\"", "client_name"));
  BOOST_TEST(refused(R"("client_uri":"javascript:x")", "client_uri"));
  BOOST_TEST(refused(R"("logo_uri":"http://app.example/logo.png")", "logo_uri"));
  BOOST_TEST(refused(R"("application_type":"service")", "application_type"));
}

BOOST_AUTO_TEST_CASE(every_problem_is_reported) {
  const auto client =
      parse(R"({"scope":"admin","token_endpoint_auth_method":"x","access_token_format":"y"})");
  BOOST_REQUIRE(!client);
  BOOST_TEST(client.error().size() == 4U);
}

// RFC 7591 3.2.1: all registered metadata, and when the secret expires.
BOOST_AUTO_TEST_CASE(information_has_everything_including_defaults) {
  Client client = *with(R"("client_name":"App")");
  client.client_id = ClientId("app");
  client.created_at = from_unix(1'700'000'000);
  const Json json = client_information(client, "s3cret");
  BOOST_TEST(json.view().string("client_id").value() == "app");
  BOOST_TEST(json.view().integer("client_id_issued_at").value() == 1'700'000'000);
  BOOST_TEST(json.view().string("client_secret").value() == "s3cret");
  BOOST_TEST(json.view().integer("client_secret_expires_at").value() == 0);
  for (const char* name :
       {"client_name", "redirect_uris", "grant_types", "response_types", "scope",
        "token_endpoint_auth_method", "id_token_signed_response_alg", "require_pkce"}) {
    BOOST_TEST(json.view().member(name).has_value(), name);
  }
  BOOST_TEST(!client_information(client, "").view().member("client_secret"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
