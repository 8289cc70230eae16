#include "protocol/single_flight.h"

#include <atomic>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace lockspire {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kLong = 20s;

void wait_until_aboard(SingleFlight& flights, int count) {
  while (flights.aboard() < count) std::this_thread::yield();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(single_flight_test)

BOOST_AUTO_TEST_CASE(who_comes_first_flies) {
  SingleFlight flights(8);
  const auto seat = flights.board("a", 0ms);
  BOOST_REQUIRE(seat);
  BOOST_TEST(seat->is_pilot());
}

BOOST_AUTO_TEST_CASE(who_cannot_wait_gets_no_seat) {
  SingleFlight flights(8);
  const auto seat = flights.board("a", 0ms);
  BOOST_TEST(!flights.board("a", 0ms).has_value());
  BOOST_TEST(!flights.board("a", 20ms).has_value());
}

BOOST_AUTO_TEST_CASE(other_keys_have_flights_of_their_own) {
  SingleFlight flights(8);
  const auto a = flights.board("a", 0ms);
  const auto b = flights.board("b", 0ms);
  BOOST_REQUIRE(b);
  BOOST_TEST(b->is_pilot());
}

BOOST_AUTO_TEST_CASE(after_the_landing_the_next_one_flies) {
  SingleFlight flights(8);
  for (int i = 0; i < 20; ++i) {
    const auto seat = flights.board("a", 0ms);
    BOOST_REQUIRE(seat);
    BOOST_TEST(seat->is_pilot());
  }
}

BOOST_AUTO_TEST_CASE(a_moved_seat_lands_once) {
  SingleFlight flights(8);
  {
    auto seat = flights.board("a", 0ms);
    BOOST_REQUIRE(seat);
    const SingleFlight::Seat moved(*std::move(seat));
    BOOST_TEST(moved.is_pilot());
    BOOST_TEST(!flights.board("a", 0ms).has_value());
  }
  BOOST_TEST(flights.board("a", 0ms).has_value());
}

BOOST_AUTO_TEST_CASE(who_waited_does_not_fly) {
  SingleFlight flights(16);
  std::atomic<int> passengers = 0;
  auto pilot = flights.board("a", 0ms);
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&] {
      const auto seat = flights.board("a", kLong);
      passengers += seat && !seat->is_pilot() ? 1 : 0;
    });
  }
  wait_until_aboard(flights, 6);
  pilot.reset();
  for (auto& thread : threads) thread.join();
  BOOST_TEST(passengers == 5);
  BOOST_TEST(flights.aboard() == 0);
}

BOOST_AUTO_TEST_CASE(one_key_takes_half_of_the_seats_at_most) {
  SingleFlight flights(4);
  auto pilot = flights.board("slow", 0ms);
  std::thread passenger([&] { (void)flights.board("slow", kLong); });
  wait_until_aboard(flights, 2);
  const auto asked = std::chrono::steady_clock::now();
  BOOST_TEST(!flights.board("slow", kLong).has_value());
  BOOST_TEST((std::chrono::steady_clock::now() - asked < kLong));
  BOOST_TEST(flights.board("other", 0ms).has_value());
  pilot.reset();
  passenger.join();
}

BOOST_AUTO_TEST_CASE(without_seats_nobody_flies) {
  SingleFlight flights(2);
  const auto a = flights.board("a", 0ms);
  const auto b = flights.board("b", 0ms);
  BOOST_TEST((a && b));
  BOOST_TEST(!flights.board("c", 0ms).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
