#include "base/counters.h"

#include <thread>

#include <boost/test/unit_test.hpp>

namespace lockspire {

BOOST_AUTO_TEST_SUITE(counters)

BOOST_AUTO_TEST_CASE(nothing_counted_is_nothing_to_take) {
  Counters counters;
  BOOST_TEST(counters.take().empty());
}

BOOST_AUTO_TEST_CASE(what_was_taken_is_not_taken_again) {
  Counters counters;
  counters.count_request(200);
  counters.count_refusal("code.expired");
  BOOST_TEST(counters.take().size() == 2U);
  BOOST_TEST(counters.take().empty());
}

BOOST_AUTO_TEST_CASE(counts_have_name_label_and_amount) {
  Counters counters;
  counters.count_request(200);
  counters.count_request(401);
  counters.count_request(200);
  counters.count_refusal("code.expired");
  counters.count_issued("refresh_token");
  const std::vector<Counters::Count> expected{
      {"lockspire_requests_total", "status", "200", 2},
      {"lockspire_requests_total", "status", "401", 1},
      {"lockspire_refusals_total", "reason", "code.expired", 1},
      {"lockspire_tokens_issued_total", "grant_type", "refresh_token", 1}};
  BOOST_TEST((counters.take() == expected));
}

BOOST_AUTO_TEST_CASE(status_that_http_does_not_have_does_not_make_a_label_of_its_own) {
  Counters counters;
  for (const int status : {-1, 0, 99, 600, 1'000'000}) counters.count_request(status);
  const auto counts = counters.take();
  BOOST_REQUIRE(counts.size() == 1U);
  BOOST_TEST(counts[0].value == "0");
  BOOST_TEST(counts[0].amount == 5U);
}

BOOST_AUTO_TEST_CASE(nothing_is_lost_between_threads) {
  Counters counters;
  std::uint64_t taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 1'000; ++j) {
          counters.count_request(200);
          counters.count_refusal("code.expired");
        }
      });
    }
    for (int i = 0; i < 10; ++i) {
      for (const auto& count : counters.take()) taken += count.amount;
    }
  }
  for (const auto& count : counters.take()) taken += count.amount;
  BOOST_TEST(taken == 8'000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
