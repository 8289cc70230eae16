// The grace of protocol/grants/refresh_token: an answer that was lost can be had again.
#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::error_in;
using testing::member;

struct Grace : testing::Site {
  const Client app = add(testing::web_client());
  const std::string first =
      member(redeem(app, code_for(app, "openid offline_access")), "refresh_token");

  std::int64_t live_tokens() {
    return count("SELECT count(*) FROM refresh_tokens WHERE retired_at IS NULL");
  }
  std::int64_t live_grants() {
    return count("SELECT count(*) FROM grants WHERE revoked_at IS NULL");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(refresh_grace_test, Grace)

BOOST_AUTO_TEST_CASE(lost_answer_can_be_had_again_with_the_same_successor) {
  const auto once = refresh(app, first);
  const auto again = refresh(app, first);
  BOOST_TEST(again.status() == 200);
  BOOST_TEST(member(again, "refresh_token") == member(once, "refresh_token"));
  BOOST_TEST(member(again, "access_token") != member(once, "access_token"));
  BOOST_TEST(live_tokens() == 1);
  BOOST_TEST(userinfo(member(once, "access_token")).status() == 200);
  BOOST_TEST(userinfo(member(again, "access_token")).status() == 200);
  BOOST_TEST(refresh(app, member(again, "refresh_token")).status() == 200);
}

BOOST_AUTO_TEST_CASE(grace_has_at_most_ten_answers) {
  refresh(app, first);
  for (int i = 0; i < 10; ++i) BOOST_TEST(refresh(app, first).status() == 200);
  BOOST_TEST(error_in(refresh(app, first)) == "invalid_grant");
  BOOST_TEST(live_grants() == 0);
}

BOOST_AUTO_TEST_CASE(grace_ends_when_the_successor_is_used) {
  const std::string second = member(refresh(app, first), "refresh_token");
  BOOST_TEST(refresh(app, second).status() == 200);
  BOOST_TEST(error_in(refresh(app, first)) == "invalid_grant");
  BOOST_TEST(live_grants() == 0);
}

BOOST_AUTO_TEST_CASE(grace_ends_on_time_and_repeats_do_not_extend_it) {
  refresh(app, first);
  db.clock.advance(policy.refresh_grace);
  BOOST_TEST(refresh(app, first).status() == 200);
  db.clock.advance(Seconds(1));
  BOOST_TEST(error_in(refresh(app, first)) == "invalid_grant");
  BOOST_TEST(live_grants() == 0);
}

BOOST_AUTO_TEST_CASE(grace_of_nought_is_off) {
  policy.refresh_grace = Seconds(0);
  refresh(app, first);
  BOOST_TEST(error_in(refresh(app, first)) == "invalid_grant");
  BOOST_TEST(live_grants() == 0);
}

BOOST_AUTO_TEST_CASE(grace_is_for_the_same_client_only) {
  const Client other = add(testing::web_client("other"));
  const std::string second = member(refresh(app, first), "refresh_token");
  BOOST_TEST(error_in(refresh(other, first)) == "invalid_grant");
  BOOST_TEST(live_grants() == 1);
  BOOST_TEST(refresh(app, second).status() == 200);
}

BOOST_AUTO_TEST_CASE(repeated_answer_obeys_the_scope_that_is_asked_now) {
  refresh(app, first);
  BOOST_TEST(error_in(refresh(app, first, {{"scope", "openid admin"}})) == "invalid_scope");
  const auto narrow = refresh(app, first, {{"scope", "openid"}});
  BOOST_TEST(member(narrow, "scope") == "openid");
  BOOST_TEST(live_grants() == 1);
}

BOOST_AUTO_TEST_CASE(database_alone_does_not_give_the_successor_away) {
  const std::string second = member(refresh(app, first), "refresh_token");
  const std::string verifier = second.substr(second.find('.') + 1);
  BOOST_TEST(count("SELECT count(*) FROM refresh_tokens "
                   "WHERE instr(coalesce(successor, ''), $1) > 0 OR verifier_hash = $1",
                   verifier) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
