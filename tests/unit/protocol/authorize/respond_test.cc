#include "protocol/authorize/respond.h"

#include <boost/test/unit_test.hpp>

#include "base/opaque.h"
#include "tests/support/builders.h"
#include "tests/support/fakes.h"

namespace lockspire {
namespace {

using testing::example_policy;

ReturnAddress address(const std::optional<std::string>& state) {
  return {.target = match_redirect_uri(testing::web_client(), testing::kCallback).value(),
          .response_mode = ResponseMode::kQuery,
          .state = state};
}

const OAuthError kDenied{ErrorCode::kAccessDenied, "the person denied the request",
                         "consent.denied", "a detail for the log"};

MintedCode mint(const AuthorizeRequest& ask, const host::Session& session) {
  testing::SeededRandom random;
  return mint_code(address("st"), ask, testing::web_client(), session, example_policy(), random,
                   to_unix(testing::kStart) * 1'000);
}

std::string text_of(const AuthorizationResponse& response) {
  return encode_parameters(response.parameters);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(respond_test)

// RFC 6749 4.1.2: code, and state exactly as it came.
// RFC 9207 2: every response names the issuer.
// RFC 6749 4.1.2 #state: state comes back exactly as it came.
BOOST_AUTO_TEST_CASE(success_has_code_state_and_iss) {
  BOOST_TEST(text_of(success_response(address("a b&+%"), Secret("c.1"), example_policy())) ==
             "code=c.1&state=a%20b%26%2B%25&iss=https%3A%2F%2Fexample.com%2Flockspire");
}

// RFC 6749 4.1.2.1: error, description and state.
// RFC 9207 2: errors name the issuer too.
// RFC 9700 4.4.2: iss keeps responses of two servers apart.
BOOST_AUTO_TEST_CASE(error_has_error_state_and_iss_and_no_detail) {
  const std::string text = text_of(error_response(address("st"), kDenied, example_policy()));
  BOOST_TEST(text ==
             "error=access_denied&error_description=the%20person%20denied%20the%20request&"
             "state=st&iss=https%3A%2F%2Fexample.com%2Flockspire");
}

BOOST_AUTO_TEST_CASE(state_that_was_not_sent_does_not_come_back) {
  BOOST_TEST(
      text_of(error_response(address(std::nullopt), kDenied, example_policy())).find("state") ==
      std::string::npos);
}

// RFC 7636 4.4: the challenge is kept with the code.
BOOST_AUTO_TEST_CASE(grant_is_a_snapshot_of_session_and_request) {
  AuthorizeRequest ask;
  ask.scopes = {"openid", "email"};
  ask.nonce = "n";
  ask.code_challenge = testing::kChallenge;
  ask.claims_text = R"({"id_token":{"email":null}})";
  ask.claims = parse_claims_request(*ask.claims_text).value();
  host::Session session = testing::ada();
  session.acr = "mfa";
  session.amr = {"pwd", "otp"};
  const MintedCode minted = mint(ask, session);
  BOOST_TEST(minted.grant.sub.text() == "ada");
  BOOST_TEST(minted.grant.sid == "s-ada");
  BOOST_TEST((minted.grant.auth_time == session.auth_time));
  BOOST_TEST(*minted.grant.acr == "mfa");
  BOOST_TEST(*minted.grant.amr == R"(["pwd","otp"])");
  BOOST_TEST(minted.grant.scopes == "openid email");
  BOOST_TEST(*minted.grant.claims_request == *ask.claims_text);
  BOOST_TEST(*minted.grant.account_claims == testing::kAdaClaims);
  BOOST_TEST(minted.row.redirect_uri == testing::kCallback);
  BOOST_TEST(*minted.row.nonce == "n");
  BOOST_TEST((minted.row.expires_at == testing::kStart + Seconds(60)));
}

BOOST_AUTO_TEST_CASE(what_was_not_said_is_not_made_up) {
  AuthorizeRequest ask;
  ask.scopes = {"openid"};
  ask.claims_text = "{}";
  host::Session session = testing::ada();
  session.claims = "";
  const MintedCode minted = mint(ask, session);
  BOOST_TEST(!minted.grant.acr);
  BOOST_TEST(!minted.grant.amr);
  BOOST_TEST(!minted.grant.resources);
  BOOST_TEST(!minted.grant.claims_request);
  BOOST_TEST(!minted.grant.account_claims);
  BOOST_TEST(!minted.row.nonce);
  BOOST_TEST(!minted.row.code_challenge);
}

// RFC 6749 10.10: a code cannot be guessed, and its verifier rests as a hash.
BOOST_AUTO_TEST_CASE(code_has_256_random_bits_that_do_not_rest) {
  AuthorizeRequest ask;
  ask.scopes = {"openid"};
  const MintedCode minted = mint(ask, testing::ada());
  const std::string& code = minted.code.reveal();
  const std::string verifier = code.substr(code.find('.') + 1);
  BOOST_TEST(verifier.size() == 43U);
  BOOST_TEST(minted.row.verifier_hash.text() != verifier);
  BOOST_TEST((parse_opaque(code)->verifier_hash == minted.row.verifier_hash));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
