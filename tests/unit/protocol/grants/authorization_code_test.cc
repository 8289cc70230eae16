#include "protocol/grants/authorization_code.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "store/grants.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::error_in;
using testing::kVerifier;
using testing::member;

Client lenient_client() {
  Client client = testing::web_client("lenient");
  client.require_pkce = false;
  return client;
}

struct Codes : testing::Site {
  const Client app = add(testing::web_client());
  const Client other = add(testing::web_client("other"));
  const Client native = add(testing::native_client());

  std::int64_t live_grants() {
    return count("SELECT count(*) FROM grants WHERE revoked_at IS NULL");
  }
  std::int64_t access_tokens() { return count("SELECT count(*) FROM access_tokens"); }
  std::int64_t consumed() {
    return count("SELECT count(*) FROM authorization_codes WHERE consumed_at IS NOT NULL");
  }
  bool logged(const std::string& reason) {
    return log_text().find("reason=" + reason + " ") != std::string::npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(authorization_code_test, Codes)

// RFC 6749 4.1.3: a code, its redirect_uri and the client's proof give tokens.
// OIDC Core 3.1.3.3: a Bearer token and an ID token, never stored.
BOOST_AUTO_TEST_CASE(code_becomes_tokens) {
  const auto answer = redeem(app, code_for(app, "openid email offline_access"));
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(!member(answer, "access_token").empty());
  BOOST_TEST(!member(answer, "refresh_token").empty());
  BOOST_TEST(!member(answer, "id_token").empty());
  BOOST_TEST(member(answer, "scope") == "openid email offline_access");
}

BOOST_AUTO_TEST_CASE(public_client_redeems_with_its_verifier) {
  BOOST_TEST(redeem(native, code_for(native)).status() == 200);
}

// RFC 6749 4.1.2 #single-use: a code counts once.
// RFC 6749 4.1.2 #replay: what came of it ends when it is seen again.
BOOST_AUTO_TEST_CASE(replayed_code_revokes_what_the_first_redemption_issued) {
  const std::string code = code_for(app, "openid offline_access");
  const auto first = redeem(app, code);
  BOOST_TEST(userinfo(member(first, "access_token")).status() == 200);
  BOOST_TEST(error_in(redeem(app, code)) == "invalid_grant");
  BOOST_TEST(userinfo(member(first, "access_token")).status() == 401);
  BOOST_TEST(error_in(refresh(app, member(first, "refresh_token"))) == "invalid_grant");
  BOOST_TEST(access_tokens() == 1);
  BOOST_TEST(std::ranges::count(events(), "grant.revoked") == 1);
  BOOST_TEST(logged("code.replayed"));
}

BOOST_AUTO_TEST_CASE(replay_is_a_replay_after_the_code_has_expired_too) {
  const std::string code = code_for(app);
  const auto first = redeem(app, code);
  db.clock.advance(policy.code_lifetime);
  BOOST_TEST(error_in(redeem(app, code)) == "invalid_grant");
  BOOST_TEST(userinfo(member(first, "access_token")).status() == 401);
}

BOOST_AUTO_TEST_CASE(replay_with_a_wrong_verifier_ends_the_grant_too) {
  const std::string code = code_for(app);
  const auto first = redeem(app, code);
  BOOST_TEST(error_in(redeem(app, code, {{"code_verifier", std::string(43, 'x')}})) ==
             "invalid_grant");
  BOOST_TEST(userinfo(member(first, "access_token")).status() == 401);
}

BOOST_AUTO_TEST_CASE(third_attempt_writes_no_second_audit_event) {
  const std::string code = code_for(app);
  for (int attempt = 0; attempt < 3; ++attempt) redeem(app, code);
  BOOST_TEST(std::ranges::count(events(), "grant.revoked") == 1);
}

struct Mismatch {
  const char* name;
  testing::Parameters changes;
  const char* reason;
};

// RFC 6749 4.1.3 #redirect-uri: the redirect_uri of the authorization request, byte for byte.
// RFC 7636 4.6: the verifier of the challenge.
// OIDC Core 3.1.3.2: the code is of this client, unused, and for this redirect_uri.
BOOST_AUTO_TEST_CASE(request_that_does_not_match_consumes_the_code) {
  const Mismatch rows[] = {
      {"no redirect_uri", {{"redirect_uri", ""}}, "code.redirect_uri_mismatch"},
      {"longer redirect_uri",
       {{"redirect_uri", "https://app.example/cb/"}},
       "code.redirect_uri_mismatch"},
      {"another case", {{"redirect_uri", "https://APP.example/cb"}}, "code.redirect_uri_mismatch"},
      {"wrong verifier", {{"code_verifier", std::string(43, 'x')}}, "pkce.mismatch"},
      {"no verifier", {{"code_verifier", ""}}, "pkce.missing_verifier"},
      {"short verifier", {{"code_verifier", "x"}}, "pkce.malformed_verifier"},
  };
  std::int64_t spent = 0;
  for (const Mismatch& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const std::string code = code_for(app);
      BOOST_TEST(error_in(redeem(app, code, row.changes)) == "invalid_grant");
      BOOST_TEST(logged(row.reason));
      BOOST_TEST(consumed() == ++spent);
      BOOST_TEST(error_in(redeem(app, code)) == "invalid_grant");
    }
  }
  BOOST_TEST(access_tokens() == 0);
}

// RFC 6749 4.1.3 #client: a code is for the client that it was issued to.
BOOST_AUTO_TEST_CASE(code_of_another_client_is_refused_and_consumed) {
  const std::string code = code_for(app);
  BOOST_TEST(error_in(redeem(other, code)) == "invalid_grant");
  BOOST_TEST(logged("code.client_mismatch"));
  BOOST_TEST(error_in(redeem(app, code)) == "invalid_grant");
  BOOST_TEST(access_tokens() == 0);
}

BOOST_AUTO_TEST_CASE(request_that_does_not_authenticate_leaves_the_code_alone) {
  const std::string code = code_for(app);
  http::Request request = testing::post("/lockspire/token", {{"grant_type", "authorization_code"},
                                                             {"code", code},
                                                             {"redirect_uri", testing::kCallback},
                                                             {"code_verifier", kVerifier}});
  request.authorization = testing::basic("app", "wrong");
  auto all = services();
  BOOST_TEST(error_in(endpoints::token(request, all)) == "invalid_client");
  BOOST_TEST(consumed() == 0);
  BOOST_TEST(redeem(app, code).status() == 200);
}

// RFC 6749 4.1.2 #lifetime: codes are short-lived.
BOOST_AUTO_TEST_CASE(code_expires_to_the_second) {
  const std::string in_time = code_for(app);
  const std::string late = code_for(app);
  db.clock.advance(policy.code_lifetime - Seconds(1));
  BOOST_TEST(redeem(app, in_time).status() == 200);
  db.clock.advance(Seconds(1));
  BOOST_TEST(error_in(redeem(app, late)) == "invalid_grant");
  BOOST_TEST(logged("code.expired"));
}

BOOST_AUTO_TEST_CASE(unknown_code_is_refused_and_revokes_nothing) {
  const std::string code = code_for(app);
  const std::string wrong_verifier = code.substr(0, code.size() - 4) + "AAAA";
  for (const std::string& guess :
       {std::string("x"), std::string("."), code.substr(0, 26), code + "A", wrong_verifier,
        std::string(100'000, 'a'), "a" + code.substr(1), code.substr(27)}) {
    BOOST_TEST_CONTEXT(guess.substr(0, 60)) {
      BOOST_TEST(error_in(redeem(app, guess)) == "invalid_grant");
    }
  }
  BOOST_TEST(live_grants() == 1);
  BOOST_TEST(redeem(app, code).status() == 200);
  BOOST_TEST(error_in(redeem(app, wrong_verifier)) == "invalid_grant");
  BOOST_TEST(live_grants() == 1);
}

BOOST_AUTO_TEST_CASE(code_of_a_revoked_grant_is_refused) {
  const std::string code = code_for(app);
  write([&](store::Transaction& tx) {
    store::revoke_grants_of_client(tx, app.client_id, "test", db.clock.now());
  });
  BOOST_TEST(error_in(redeem(app, code)) == "invalid_grant");
  BOOST_TEST(access_tokens() == 0);
}

// RFC 9700 4.8.2: a verifier where no challenge was sent is a downgrade.
BOOST_AUTO_TEST_CASE(challenge_that_was_stripped_is_noticed) {
  const Client lenient = add(lenient_client());
  AuthorizeRequest ask;
  ask.scopes = {"openid"};
  BOOST_TEST(error_in(redeem(lenient, code_for(lenient, ask))) == "invalid_grant");
  BOOST_TEST(logged("pkce.downgrade"));
  BOOST_TEST(redeem(lenient, code_for(lenient, ask), {{"code_verifier", ""}}).status() == 200);
}

// RFC 7636 4.6: the verifier of one code does not open another.
// RFC 9700 4.5.3: an injected code fails by its challenge.
BOOST_AUTO_TEST_CASE(verifier_of_another_code_is_refused) {
  AuthorizeRequest ask;
  ask.scopes = {"openid"};
  ask.code_challenge = std::string(43, 'A');
  BOOST_TEST(error_in(redeem(app, code_for(app, ask))) == "invalid_grant");
  BOOST_TEST(logged("pkce.mismatch"));
}

// RFC 8707 2.2: the token request cannot ask for a resource that was not authorized.
BOOST_AUTO_TEST_CASE(resource_that_was_not_authorized_is_refused) {
  BOOST_TEST(error_in(redeem(app, code_for(app), {{"resource", "https://api.example"}})) ==
             "invalid_target");
  BOOST_TEST(error_in(redeem(app, code_for(app), {{"resource", "not a uri"}})) == "invalid_target");
  BOOST_TEST(redeem(app, code_for(app), {{"resource", policy.issuer}}).status() == 200);
}

BOOST_AUTO_TEST_CASE(answer_says_the_same_whatever_is_wrong_with_the_code) {
  const std::string used = code_for(app);
  redeem(app, used);
  const std::string foreign = code_for(other);
  for (const std::string& code : {used, foreign, std::string("x")}) {
    BOOST_TEST(member(redeem(app, code), "error_description") == "code is not valid");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
