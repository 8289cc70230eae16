#include "protocol/tokens/id_token.h"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "base/digest.h"
#include "jose/jws.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

struct IdTokens : testing::Site {
  Client app = testing::web_client();
  store::Grant grant = testing::grant_of(app);

  std::string mint(const std::optional<std::string>& nonce = "n-1") {
    return mint_id_token(app, grant, nonce, "the access token", policy, keys(), db.clock.now())
        .reveal();
  }
  Json claims(const std::optional<std::string>& nonce = "n-1") {
    return testing::payload_of(mint(nonce));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(id_token_test, IdTokens)

// OIDC Core 2: iss, sub, aud, exp and iat, and aud is the client alone.
BOOST_AUTO_TEST_CASE(required_claims_are_always_there) {
  const Json json = claims();
  BOOST_TEST(json.view().string("iss").value() == policy.issuer);
  BOOST_TEST(json.view().string("sub").value() == "ada");
  BOOST_TEST(json.view().string("aud").value() == "app");
  BOOST_TEST(json.view().integer("iat").value() == to_unix(testing::kStart));
  BOOST_TEST(json.view().integer("exp").value() ==
             to_unix(testing::kStart + policy.id_token_lifetime));
  BOOST_TEST(json.view().string("sid").value() == "s-ada");
  BOOST_TEST(!json.view().member("azp"));
  BOOST_TEST(!json.view().member("nbf"));
}

// OIDC Core 2 #auth-time: the time of the login, always.
BOOST_AUTO_TEST_CASE(auth_time_is_that_of_the_login) {
  BOOST_TEST(claims().view().integer("auth_time").value() == to_unix(testing::ada().auth_time));
}

// OIDC Core 2 #nonce: exactly as it came, and absent when none came.
BOOST_AUTO_TEST_CASE(nonce_is_that_of_the_request) {
  const std::string odd = "n \"\\\xf0\x9f\x98\x80";
  BOOST_TEST(claims(odd).view().string("nonce").value() == odd);
  BOOST_TEST(!claims(std::nullopt).view().member("nonce"));
}

BOOST_AUTO_TEST_CASE(acr_and_amr_are_what_the_host_said_or_absent) {
  BOOST_TEST(!claims().view().member("acr"));
  BOOST_TEST(!claims().view().member("amr"));
  grant.acr = "mfa";
  grant.amr = R"(["pwd","otp"])";
  BOOST_TEST(claims().view().string("acr").value() == "mfa");
  BOOST_TEST(claims().view().strings("amr").value().size() == 2U);
}

// OIDC Core 5.4: claims about the person come from userinfo, unless asked for here.
BOOST_AUTO_TEST_CASE(person_is_not_described_unless_asked_for_by_name) {
  grant.scopes = "openid profile email phone";
  BOOST_TEST(!claims().view().member("email"));
  BOOST_TEST(!claims().view().member("name"));
  grant.claims_request = R"({"id_token":{"email":null},"userinfo":{"name":null}})";
  BOOST_TEST(claims().view().string("email").value() == "ada@example.com");
  BOOST_TEST(!claims().view().member("name"));
}

BOOST_AUTO_TEST_CASE(host_cannot_replace_what_the_server_says) {
  grant.account_claims =
      R"({"iss":"https://evil.example","sub":"eve","aud":"x","nonce":"x","acr":"x","exp":1})";
  grant.claims_request =
      R"({"id_token":{"iss":null,"sub":null,"aud":null,"nonce":null,"acr":null,"exp":null}})";
  const Json json = claims();
  BOOST_TEST(json.view().string("iss").value() == policy.issuer);
  BOOST_TEST(json.view().string("sub").value() == "ada");
  BOOST_TEST(json.view().string("aud").value() == "app");
  BOOST_TEST(json.view().string("nonce").value() == "n-1");
  BOOST_TEST(!json.view().member("acr"));
  BOOST_TEST(json.view().integer("exp").value() > to_unix(testing::kStart));
}

// OIDC Core 3.1.3.6: the left half of the hash that belongs to the algorithm.
BOOST_AUTO_TEST_CASE(at_hash_is_of_the_access_token_and_the_algorithm) {
  const std::string sha256_half = base64url(sha256("the access token").substr(0, 16));
  const std::string sha512_half = base64url(sha512("the access token").substr(0, 32));
  BOOST_TEST(claims().view().string("at_hash").value() == sha256_half);
  BOOST_TEST(at_hash(jose::Alg::kRs256, "the access token") == sha256_half);
  BOOST_TEST(at_hash(jose::Alg::kPs256, "the access token") == sha256_half);
  BOOST_TEST(at_hash(jose::Alg::kEdDsa, "the access token") == sha512_half);
}

// OIDC Core 10.1: signed with a published key of the algorithm that the client registered.
// OIDC Core 10.1 #kid: the header names the key.
BOOST_AUTO_TEST_CASE(client_chooses_the_algorithm) {
  for (const auto alg : {jose::Alg::kEs256, jose::Alg::kRs256, jose::Alg::kEdDsa}) {
    app.id_token_signed_response_alg = alg;
    const std::string token = mint();
    const Json header = testing::header_of(token);
    BOOST_TEST(header.view().string("alg").value() == jose::name(alg));
    BOOST_TEST(header.view().string("typ").value() == "JWT");
    BOOST_TEST(header.view().string("kid").value() == keys().signing_key(alg)->kid());
    BOOST_TEST(keys().verify(jose::parse_compact(token).value()));
  }
}

BOOST_AUTO_TEST_CASE(algorithm_without_a_key_is_a_fault) {
  app.id_token_signed_response_alg = jose::Alg::kPs256;
  BOOST_CHECK_THROW(mint(), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
