#include "protocol/guard/cache.h"

#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace lockspire::guard {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

struct Cached {
  RouteTable routes{{{.name = "a",
                      .path = "/a",
                      .methods = {},
                      .resource = "https://a.example",
                      .scopes = {"read"},
                      .acr = {},
                      .max_age = std::nullopt},
                     {.name = "a",
                      .path = "/a",
                      .methods = {},
                      .resource = "https://a.example",
                      .scopes = {"write"},
                      .acr = {},
                      .max_age = std::nullopt}}};
  AdmissionCache cache;

  [[nodiscard]] CacheKey key(std::string_view token, std::size_t route = 0) const {
    return {token, routes.entries().at(route)};
  }
  static std::shared_ptr<const Admission> admission(std::int64_t good_until_ms = kNow + 60'000) {
    return std::make_shared<const Admission>(Admission{"ada", "app", "read", "e30", good_until_ms});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(guard_cache_test, Cached)

BOOST_AUTO_TEST_CASE(admission_is_known_for_less_than_a_second) {
  cache.put(key("t"), admission(), kNow);
  BOOST_TEST(cache.find(key("t"), kNow)->subject == "ada");
  BOOST_TEST((cache.find(key("t"), kNow + 999) != nullptr));
  BOOST_TEST((cache.find(key("t"), kNow + 1'000) == nullptr));
}

BOOST_AUTO_TEST_CASE(time_that_makes_it_untrue_counts_at_once) {
  cache.put(key("t"), admission(kNow + 10), kNow);
  BOOST_TEST((cache.find(key("t"), kNow + 9) != nullptr));
  BOOST_TEST((cache.find(key("t"), kNow + 10) == nullptr));
}

BOOST_AUTO_TEST_CASE(clock_that_was_set_back_makes_everything_old) {
  cache.put(key("t"), admission(), kNow);
  BOOST_TEST((cache.find(key("t"), kNow - 1) == nullptr));
}

BOOST_AUTO_TEST_CASE(other_token_or_policy_is_not_known) {
  cache.put(key("t"), admission(), kNow);
  BOOST_TEST((cache.find(key("t", 1), kNow) == nullptr));
  BOOST_TEST((cache.find(key("T"), kNow) == nullptr));
  BOOST_TEST((cache.find(key(""), kNow) == nullptr));
}

BOOST_AUTO_TEST_CASE(later_look_replaces_an_earlier_one) {
  cache.put(key("t"), admission(), kNow);
  cache.put(key("t"), admission(), kNow + 900);
  BOOST_TEST((cache.find(key("t"), kNow + 1'500) != nullptr));
  BOOST_TEST(cache.size() == 1U);
}

BOOST_AUTO_TEST_CASE(key_holds_no_token) {
  BOOST_TEST(key("secret-token").bytes().size() == 32U);
  BOOST_TEST(key("secret-token").bytes().find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(size_is_bounded_and_the_last_ones_stay) {
  AdmissionCache small(320);
  for (int i = 0; i < 10'000; ++i) {
    small.put(key(std::to_string(i)), admission(), kNow);
    BOOST_REQUIRE((small.find(key(std::to_string(i)), kNow) != nullptr));
  }
  BOOST_TEST(small.size() <= 320U);
  BOOST_TEST(small.size() >= 160U / 2);
  BOOST_TEST((small.find(key("0"), kNow) == nullptr));
  BOOST_TEST((small.find(key("9999"), kNow) != nullptr));
}

BOOST_AUTO_TEST_CASE(threads_share_it) {
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2'000; ++i) {
        const CacheKey one = key(std::to_string(i % 50));
        if (!cache.find(one, kNow)) cache.put(one, admission(), kNow);
      }
    });
  }
  threads.clear();
  BOOST_TEST(cache.size() == 50U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::guard
