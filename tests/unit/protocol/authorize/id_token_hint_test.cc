#include "protocol/authorize/id_token_hint.h"

#include <boost/test/unit_test.hpp>

#include "jose/jws.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

struct Hints : testing::Site {
  const Client app = add(testing::web_client());

  std::string sign(std::string_view typ, const Json& claims, jose::Alg alg = jose::Alg::kEs256) {
    return jose::sign_compact(*keys().signing_key(alg), typ, claims).reveal();
  }

  Json claims() {
    Json json = Json::object();
    json.set("iss", policy.issuer).set("sub", "ada").set("aud", "app");
    json.set("exp", to_unix(db.clock.now() + Seconds(60)));
    return json;
  }

  // The hinted account, or the error.
  std::string verdict(const std::string& hint) {
    const auto sub = check_id_token_hint(hint, app, policy, keys());
    return sub ? sub->text() : testing::error_of(sub);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(id_token_hint_test, Hints)

// OIDC Core 3.1.2.1 #id-token-hint: an ID token that this server issued, expired or not.
BOOST_AUTO_TEST_CASE(id_token_of_ours_names_the_account) {
  const auto answer = redeem(app, code_for(app));
  const std::string id_token = testing::member(answer, "id_token");
  BOOST_TEST(verdict(id_token) == "ada");
  db.clock.advance(Seconds(400 * 86'400));
  BOOST_TEST(verdict(id_token) == "ada");
  BOOST_TEST(verdict(sign("JWT", claims(), jose::Alg::kRs256)) == "ada");
  BOOST_TEST(verdict(sign("JWT", claims(), jose::Alg::kEdDsa)) == "ada");
}

// RFC 8725 3.11: a JWT of another kind is no ID token.
// RFC 9068 2.1: an access token says so in its typ.
BOOST_AUTO_TEST_CASE(other_kind_of_token_is_no_hint) {
  const auto answer = redeem(app, code_for(app));
  BOOST_TEST(verdict(testing::member(answer, "access_token")) == "invalid_request");
  BOOST_TEST(verdict(sign("at+jwt", claims())) == "invalid_request");
  BOOST_TEST(verdict(sign("lockspire-session+jwt", claims())) == "invalid_request");
  const std::string cookie = session_cookie(testing::ada());
  BOOST_TEST(verdict(cookie.substr(cookie.find('=') + 1)) == "invalid_request");
}

BOOST_AUTO_TEST_CASE(hint_that_does_not_hold_is_refused) {
  const std::string good = sign("JWT", claims());
  const std::string head = good.substr(0, good.rfind('.') + 1);
  Json foreign = claims();
  foreign.set("iss", "https://evil.example");
  Json other_client = claims();
  other_client.set("aud", "other");
  Json nobody = claims();
  nobody.set("sub", "");
  Json number = claims();
  number.set("sub", std::int64_t{7});
  const auto stranger = jose::SigningKey::generate(jose::Alg::kEs256);
  for (const std::string& hint :
       {std::string("x"), std::string(".."), std::string(100'000, 'a'), head, head + "AAAA",
        good + "A", good + "=", " " + good, sign("JWT", foreign), sign("JWT", nobody),
        sign("JWT", other_client), sign("JWT", number),
        jose::sign_compact(stranger, "JWT", claims()).reveal(),
        jose::sign_hs256(std::string(32, 'h'), "JWT", "host", claims()).reveal()}) {
    BOOST_TEST_CONTEXT(hint.substr(0, 60)) {
      BOOST_TEST(verdict(hint) == "invalid_request");
    }
  }
}

// RFC 8725 3.1: the key says which algorithm; a header that names another one fails.
BOOST_AUTO_TEST_CASE(algorithm_of_the_header_decides_nothing) {
  const std::string& kid = keys().signing_key(jose::Alg::kEs256)->kid();
  const std::string public_key = keys().signing_key(jose::Alg::kEs256)->public_jwk().print();
  BOOST_TEST(verdict(jose::sign_hs256(public_key, "JWT", kid, claims()).reveal()) ==
             "invalid_request");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
