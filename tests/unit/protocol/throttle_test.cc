#include "protocol/throttle.h"

#include <boost/test/unit_test.hpp>

#include "store/throttles.h"
#include "tests/support/test_store.h"

namespace lockspire {
namespace {

struct WithThrottle : testing::TestStore {
  void fail(int times, std::string_view address = "192.0.2.1", std::string_view client = "app") {
    for (int i = 0; i < times; ++i) throttle.count_failure(client, address);
  }
  Seconds wait(std::string_view address = "192.0.2.1", std::string_view client = "app") {
    return throttle.look(client, address).wait;
  }
  // What was noted is committed, and the next look reads it.
  void settle() {
    store.transact([](store::Transaction&) { return true; });
    clock.advance(Seconds(1));
  }

  Throttle throttle{store, clock};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(throttle)

BOOST_FIXTURE_TEST_CASE(nobody_waits_at_first, WithThrottle) {
  BOOST_TEST(throttle.is_quiet());
  BOOST_TEST(wait().count() == 0);
}

BOOST_FIXTURE_TEST_CASE(nobody_waits_before_the_twentieth_failure, WithThrottle) {
  fail(kThrottleFailures - 1);
  BOOST_TEST(wait().count() == 0);
  fail(1);
  BOOST_TEST(wait().count() == 60);
}

BOOST_FIXTURE_TEST_CASE(wait_ends_with_the_window, WithThrottle) {
  fail(kThrottleFailures);
  clock.advance(Seconds(59));
  BOOST_TEST(wait().count() == 1);
  clock.advance(Seconds(1));
  BOOST_TEST(wait().count() == 0);
}

BOOST_FIXTURE_TEST_CASE(failures_of_two_windows_do_not_add_up, WithThrottle) {
  fail(kThrottleFailures - 1);
  clock.advance(kThrottleWindow);
  fail(kThrottleFailures - 1);
  BOOST_TEST(wait().count() == 0);
}

BOOST_FIXTURE_TEST_CASE(same_client_elsewhere_does_not_wait, WithThrottle) {
  fail(kThrottleFailures);
  BOOST_TEST(wait("192.0.2.2").count() == 0);
  BOOST_TEST(wait("::ffff:192.0.2.2").count() == 0);
}

BOOST_FIXTURE_TEST_CASE(other_client_at_that_address_does_not_wait, WithThrottle) {
  fail(kThrottleFailures);
  BOOST_TEST(wait("192.0.2.1", "other").count() == 0);
}

BOOST_FIXTURE_TEST_CASE(neighbours_of_an_ipv6_network_are_one, WithThrottle) {
  fail(kThrottleFailures, "2001:db8:1:2::1");
  BOOST_TEST(wait("2001:db8:1:2:ffff::9").count() == 60);
  BOOST_TEST(wait("2001:db8:1:3::1").count() == 0);
}

BOOST_FIXTURE_TEST_CASE(mapped_addresses_are_not_one_network, WithThrottle) {
  fail(kThrottleFailures, "::ffff:192.0.2.1");
  BOOST_TEST(wait("::ffff:192.0.2.1").count() == 60);
  BOOST_TEST(wait("::ffff:192.0.2.2").count() == 0);
}

BOOST_FIXTURE_TEST_CASE(alert_is_due_once_a_window, WithThrottle) {
  fail(kThrottleFailures);
  BOOST_TEST(throttle.look("app", "192.0.2.1").is_first);
  BOOST_TEST(!throttle.look("app", "192.0.2.1").is_first);
  clock.advance(kThrottleWindow);
  fail(kThrottleFailures);
  BOOST_TEST(throttle.look("app", "192.0.2.1").is_first);
}

BOOST_FIXTURE_TEST_CASE(wait_outlives_a_restart, WithThrottle) {
  fail(kThrottleFailures);
  settle();
  Throttle restarted(store, clock);
  BOOST_TEST(!restarted.is_quiet());
  BOOST_TEST(restarted.look("app", "192.0.2.1").wait.count() == 59);
}

BOOST_FIXTURE_TEST_CASE(failures_at_several_programs_add_up, WithThrottle) {
  Throttle other(store, clock);
  for (int i = 0; i < kThrottleFailures / 2; ++i) {
    throttle.count_failure("app", "192.0.2.1");
    other.count_failure("app", "192.0.2.1");
  }
  BOOST_TEST(wait().count() == 0);
  settle();
  BOOST_TEST(wait().count() == 59);
  BOOST_TEST(other.look("app", "192.0.2.1").wait.count() == 59);
}

BOOST_FIXTURE_TEST_CASE(subjects_rest_as_hashes, WithThrottle) {
  fail(1);
  settle();
  const auto rows =
      store.read([&](store::Reader& db) { return store::list_throttles(db, 1, clock.now()); });
  BOOST_REQUIRE(rows.size() == 1U);
  BOOST_TEST(rows[0].subject.size() == 43U);
  BOOST_TEST(rows[0].subject.find("app") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(clock_that_was_set_back_locks_nobody_out, WithThrottle) {
  fail(kThrottleFailures);
  settle();
  clock.advance(-Seconds(3'600));
  BOOST_TEST(wait().count() == 0);
}

BOOST_FIXTURE_TEST_CASE(quiet_comes_back_when_all_windows_have_ended, WithThrottle) {
  fail(1);
  BOOST_TEST(!throttle.is_quiet());
  clock.advance(kThrottleWindow);
  BOOST_TEST(throttle.is_quiet());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
