#include "ops/sessions.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/fakes.h"

namespace lockspire::ops {
namespace {

struct WithRules {
  testing::FakeClock clock;
  host::SessionRules rules;
  host::NewSession session{.sub = "alice",
                           .sid = "s1",
                           .auth_time = clock.now(),
                           .acr = {},
                           .amr = {"pwd"},
                           .claims = R"({"name":"Alice"})"};

  WithRules() {
    rules.cookie_name = "__Host-lockspire_session";
    rules.issuer = "https://example.com";
    rules.audience = "https://example.com/lockspire";
    rules.secrets.push_back({"main", Secret(std::string(32, 'm'))});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sessions_test, WithRules)

BOOST_AUTO_TEST_CASE(minted_session_verifies) {
  const auto token = ops::mint_session(session, rules, clock.now());
  BOOST_REQUIRE(token);
  const auto verified = host::verify_session(token->reveal(), rules, clock.now());
  BOOST_REQUIRE(verified);
  BOOST_TEST(verified->sub.text() == "alice");
}

BOOST_AUTO_TEST_CASE(session_that_would_count_for_nothing_is_refused) {
  session.sub = "";
  BOOST_TEST(!ops::mint_session(session, rules, clock.now()));
  session.sub = "alice";
  session.lifetime = Seconds(3'601);
  const auto too_long = ops::mint_session(session, rules, clock.now());
  BOOST_REQUIRE(!too_long);
  BOOST_TEST(too_long.error().message.find("session.too_long") != std::string::npos);
  session.lifetime = Seconds(60);
  session.auth_time = clock.now() + Seconds(60);
  BOOST_TEST(!ops::mint_session(session, rules, clock.now()));
  session.auth_time = clock.now();
  session.claims = R"({"name":")" + std::string(3'000, 'x') + "\"}";
  BOOST_TEST(!ops::mint_session(session, rules, clock.now()));
}

BOOST_AUTO_TEST_CASE(header_is_what_a_host_would_send) {
  const Secret token("t");
  BOOST_TEST(set_cookie_header(token, rules, true, Seconds(900)) ==
             "__Host-lockspire_session=t; Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
