// What this suite proves beside the cases that cite for themselves:
// OIDC Core 5.3: what the userinfo endpoint answers to an access token.
#include "protocol/userinfo.h"

#include <boost/test/unit_test.hpp>

#include "store/access_tokens.h"
#include "store/clients.h"
#include "store/grants.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::member;

struct Userinfos : testing::Site {
  Client app = add(testing::web_client());

  std::string token_for(const std::string& scope) {
    return member(redeem(app, code_for(app, scope)), "access_token");
  }
  // The answer, or the reason of the refusal.
  std::string verdict(const std::string& token) {
    const auto found = find_userinfo(token, db.store, policy, db.clock.now());
    return found ? found->json : testing::reason_of(found);
  }
  void set(std::string_view sql) {
    write([&](store::Transaction& tx) { tx.execute(sql); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(userinfo_test, Userinfos)

// OIDC Core 5.3.2: sub always, and what the scopes allow.
// OIDC Core 5.4: each scope gives its own claims.
BOOST_AUTO_TEST_CASE(answer_follows_the_scopes) {
  BOOST_TEST(verdict(token_for("openid")) == R"({"sub":"ada"})");
  BOOST_TEST(verdict(token_for("openid email")) ==
             R"({"email":"ada@example.com","email_verified":true,"sub":"ada"})");
  BOOST_TEST(verdict(token_for("openid profile phone")) ==
             R"({"name":"Ada Lovelace","phone_number":"+441","sub":"ada"})");
}

// OIDC Core 5.5: what the claims parameter asked for here.
BOOST_AUTO_TEST_CASE(claims_that_were_asked_for_come_too) {
  AuthorizeRequest ask;
  ask.scopes = {"openid"};
  ask.code_challenge = testing::kChallenge;
  ask.claims_text = R"({"userinfo":{"email":null},"id_token":{"name":null}})";
  ask.claims = parse_claims_request(*ask.claims_text).value();
  const auto answer = redeem(app, code_for(app, ask));
  BOOST_TEST(verdict(member(answer, "access_token")) ==
             R"({"email":"ada@example.com","sub":"ada"})");
}

BOOST_AUTO_TEST_CASE(sub_is_that_of_the_grant_whatever_the_host_claims) {
  host::Session session = testing::ada();
  session.claims = R"({"sub":"eve","email":"a@x"})";
  AuthorizeRequest ask;
  ask.scopes = {"openid", "email"};
  ask.code_challenge = testing::kChallenge;
  const auto answer = redeem(app, code_for(app, ask, session));
  BOOST_TEST(verdict(member(answer, "access_token")) == R"({"email":"a@x","sub":"ada"})");
}

BOOST_AUTO_TEST_CASE(token_expires_to_the_second) {
  const std::string token = token_for("openid");
  db.clock.advance(policy.access_lifetime - Seconds(1));
  BOOST_TEST(verdict(token) == R"({"sub":"ada"})");
  db.clock.advance(Seconds(1));
  BOOST_TEST(verdict(token) == "access_token.expired");
}

BOOST_AUTO_TEST_CASE(revoked_jwt_is_dead_at_once) {
  const std::string token = token_for("openid");
  set("UPDATE access_tokens SET revoked_at = 1");
  BOOST_TEST(verdict(token) == "access_token.revoked");
}

BOOST_AUTO_TEST_CASE(token_ends_with_its_grant_and_its_client) {
  const std::string token = token_for("openid");
  set("UPDATE clients SET disabled_at = 1");
  BOOST_TEST(verdict(token) == "access_token.revoked");
  set("UPDATE clients SET disabled_at = NULL");
  BOOST_TEST(verdict(token) == R"({"sub":"ada"})");
  set("UPDATE grants SET revoked_at = 1");
  BOOST_TEST(verdict(token) == "access_token.revoked");
  set("DELETE FROM grants");
  BOOST_TEST(verdict(token) == "access_token.revoked");
}

// RFC 9068 4: a token for somebody else's API is refused.
// RFC 9700 2.3 #audience: an access token is for its audience only.
BOOST_AUTO_TEST_CASE(token_for_another_audience_is_refused) {
  const std::string token = token_for("openid");
  set("UPDATE access_tokens SET audience = 'https://api.example'");
  BOOST_TEST(verdict(token) == "access_token.audience");
  set("UPDATE access_tokens SET audience = 'https://example.com/lockspire/ https://example.com'");
  BOOST_TEST(verdict(token) == "access_token.audience");
  set("UPDATE access_tokens SET audience = 'https://api.example https://example.com/lockspire'");
  BOOST_TEST(verdict(token) == R"({"sub":"ada"})");
}

// OIDC Core 5.3.1: for tokens of OpenID requests.
BOOST_AUTO_TEST_CASE(token_without_openid_is_refused) {
  BOOST_TEST(verdict(token_for("notes.read")) == "access_token.scope");
}

// RFC 9700 2.3: only an access token is one.
BOOST_AUTO_TEST_CASE(other_tokens_are_refused) {
  const auto answer = redeem(app, code_for(app, "openid offline_access"));
  for (const std::string& token :
       {member(answer, "id_token"), member(answer, "refresh_token"), code_for(app), std::string(),
        std::string("a.b.c"), std::string("x")}) {
    BOOST_TEST(verdict(token) == "access_token.unknown");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
