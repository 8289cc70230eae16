#include "protocol/tokens/issue.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::member;

struct Issuing : testing::Site {
  const Client app = add(testing::web_client());

  std::int64_t grant_ends() { return count("SELECT max(expires_at) FROM grants"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(issue_test, Issuing)

// RFC 6749 5.1: access_token, token_type, expires_in as a number, scope; never stored.
// RFC 6749 5.1 #no-store: an answer with tokens is never stored.
BOOST_AUTO_TEST_CASE(answer_has_the_shape_of_the_rfc) {
  const auto answer = redeem(app, code_for(app));
  const Json json = testing::json_of(answer.body());
  BOOST_TEST(json.view().string("token_type").value() == "Bearer");
  BOOST_TEST(json.view().integer("expires_in").value() == policy.access_lifetime.count());
  BOOST_TEST(json.view().string("scope").value() == "openid email");
  BOOST_TEST(answer.find_header("Content-Type") == "application/json");
  BOOST_TEST(answer.find_header("Cache-Control") == "no-store");
  BOOST_TEST(answer.find_header("Pragma") == "no-cache");
}

BOOST_AUTO_TEST_CASE(answer_leaves_out_what_was_not_issued) {
  const auto answer = redeem(app, code_for(app, "openid"));
  BOOST_TEST(!testing::json_of(answer.body()).view().member("refresh_token"));
  const auto plain = redeem(app, code_for(app, "notes.read"));
  BOOST_TEST(!testing::json_of(plain.body()).view().member("id_token"));
  BOOST_TEST(print(TokenResponse{.access_token = Secret("t"),
                                 .expires_in = Seconds(1),
                                 .scope = "",
                                 .refresh_token = std::nullopt,
                                 .id_token = std::nullopt}) ==
             R"({"access_token":"t","token_type":"Bearer","expires_in":1})");
}

BOOST_AUTO_TEST_CASE(grant_lives_as_long_as_what_hangs_on_it) {
  const std::int64_t start = to_unix(testing::kStart);
  redeem(app, code_for(app, "openid"));
  BOOST_TEST(grant_ends() == start + policy.access_lifetime.count());
  redeem(app, code_for(app, "openid offline_access"));
  BOOST_TEST(grant_ends() >= start + policy.refresh_lifetime.count());
}

// RFC 6749 A.12: tokens have visible ASCII only.
BOOST_AUTO_TEST_CASE(tokens_are_long_and_printable) {
  const auto answer = redeem(app, code_for(app, "openid offline_access"));
  for (const char* name : {"access_token", "refresh_token", "id_token"}) {
    const std::string token = member(answer, name);
    BOOST_TEST(token.size() >= 64U);
    for (const char c : token) BOOST_TEST_REQUIRE((c > 0x20 && c < 0x7f && c != '"'));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
