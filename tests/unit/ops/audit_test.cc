#include "ops/audit.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {

BOOST_FIXTURE_TEST_SUITE(audit_test, WithOperator)

BOOST_AUTO_TEST_CASE(newest_events_come_first_and_say_who_and_when) {
  make_client("one");
  db.clock.advance(Seconds(10));
  make_client("two");
  const auto found = list_audit_events(who, {});
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST(found[0].client_id->text() == "two");
  BOOST_TEST(found[0].actor == "olga");
  BOOST_TEST(found[0].outcome == "succeeded");
  BOOST_TEST((found[0].at == db.clock.now()));
  BOOST_TEST(found[1].client_id->text() == "one");
}

BOOST_AUTO_TEST_CASE(filters_narrow_the_list) {
  make_client("one");
  db.clock.advance(Seconds(10));
  make_client("two");
  BOOST_REQUIRE(disable_client(who, ClientId("two")));
  BOOST_TEST(list_audit_events(who, {.since = db.clock.now()}).size() == 2U);
  BOOST_TEST(list_audit_events(who, {.since = db.clock.now() + Seconds(1)}).empty());
  BOOST_TEST(list_audit_events(who, {.client_id = ClientId("one")}).size() == 1U);
  BOOST_TEST(list_audit_events(who, {.event = "client.disabled"}).size() == 1U);
  BOOST_TEST(list_audit_events(who, {.event = "client"}).size() == 3U);
  BOOST_TEST(list_audit_events(who, {.event = "cli"}).empty());
  BOOST_TEST(list_audit_events(who, {.limit = 2}).size() == 2U);
}

BOOST_AUTO_TEST_CASE(no_secret_is_in_the_log) {
  const auto made = make_client("app");
  const auto rotated = rotate_client_secret(who, ClientId("app"), Seconds(0));
  BOOST_REQUIRE(rotated);
  for (const auto& event : list_audit_events(who, {})) {
    const std::string text = event.detail.value_or("") + event.reason.value_or("");
    BOOST_TEST(text.find(made.secret.reveal()) == std::string::npos);
    BOOST_TEST(text.find(rotated->secret.reveal()) == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
