#include "store/throttles.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

constexpr Seconds kWindow{60};

struct WithThrottles : testing::TestStore {
  void fail(const std::string& subject, std::int64_t failures = 1,
            std::int64_t limit = kMostThrottles) {
    store.transact([&](Transaction& tx) {
      count_failures(tx, subject, failures, clock.now(), kWindow, limit);
      return true;
    });
  }
  std::vector<Throttle> list(std::int64_t least = 1) {
    return store.read([&](Reader& db) { return list_throttles(db, least, clock.now()); });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(throttles)

BOOST_FIXTURE_TEST_CASE(fewer_failures_are_not_listed, WithThrottles) {
  fail("a", 19);
  BOOST_TEST(list(20).empty());
  fail("a");
  BOOST_REQUIRE(list(20).size() == 1U);
  BOOST_TEST(list(20)[0].failures == 20);
}

BOOST_FIXTURE_TEST_CASE(window_is_not_extended_by_a_later_failure, WithThrottles) {
  fail("a");
  const Instant end = clock.now() + kWindow;
  clock.advance(Seconds(59));
  fail("a");
  BOOST_REQUIRE(list().size() == 1U);
  BOOST_TEST((list()[0].expires_at == end));
}

BOOST_FIXTURE_TEST_CASE(window_that_ended_is_not_listed, WithThrottles) {
  fail("a", 50);
  clock.advance(kWindow);
  BOOST_TEST(list().empty());
}

BOOST_FIXTURE_TEST_CASE(failure_after_the_window_begins_another, WithThrottles) {
  fail("a", 50);
  clock.advance(kWindow);
  fail("a");
  BOOST_REQUIRE(list().size() == 1U);
  BOOST_TEST(list()[0].failures == 1);
}

BOOST_FIXTURE_TEST_CASE(window_of_a_clock_that_was_set_back_is_begun_anew, WithThrottles) {
  fail("a", 50);
  clock.advance(-Seconds(3'600));
  fail("a");
  BOOST_REQUIRE(list().size() == 1U);
  BOOST_TEST(list()[0].failures == 1);
}

BOOST_FIXTURE_TEST_CASE(subjects_are_counted_apart, WithThrottles) {
  fail("a", 20);
  fail("b", 1);
  BOOST_REQUIRE(list(20).size() == 1U);
  BOOST_TEST(list(20)[0].subject == "a");
}

BOOST_FIXTURE_TEST_CASE(table_never_grows_beyond_its_limit, WithThrottles) {
  for (int i = 0; i < 120; ++i) {
    fail(std::to_string(i), 1, 50);
    if (i % 20 == 0) clock.advance(Seconds(1));
  }
  BOOST_TEST(list().size() <= 50U);
  BOOST_TEST(list().size() >= 45U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
