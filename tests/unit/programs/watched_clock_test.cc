#include "programs/watched_clock.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "tests/support/fakes.h"
#include "tests/support/with_log.h"

namespace lockspire::programs {
namespace {

struct WithClock : testing::WithLog {
  testing::FakeClock clock;
  Log lines = log();
  WatchedClock watched{clock, lines};

  // How many steps back are in the log after one more.
  auto steps_after(Seconds by) {
    clock.advance(by);
    BOOST_TEST(watched.unix_ms() == clock.unix_ms());
    return std::ranges::count(text(), '\n');
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(watched_clock, WithClock)

BOOST_AUTO_TEST_CASE(a_clock_that_goes_on_is_no_news) {
  BOOST_TEST(steps_after(Seconds(0)) == 0);
  BOOST_TEST(steps_after(Seconds(3'600)) == 0);
}

BOOST_AUTO_TEST_CASE(a_step_back_is_told_once) {
  steps_after(Seconds(0));
  BOOST_TEST(steps_after(Seconds(-3'600)) == 1);
  BOOST_TEST(text().contains("level=alert program=test event=clock.backwards seconds=3600 "));
  BOOST_TEST(steps_after(Seconds(0)) == 1);
  BOOST_TEST(steps_after(Seconds(60)) == 1);
  BOOST_TEST(steps_after(Seconds(-60)) == 2);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_slewed_is_no_news) {
  steps_after(Seconds(0));
  BOOST_TEST(steps_after(Seconds(-5)) == 0);
  BOOST_TEST(steps_after(Seconds(-1)) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::programs
