#include "store/counters.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

struct WithCounters : testing::TestStore {
  std::int64_t add(const CounterName& counter, std::int64_t amount) {
    return store.transact([&](Transaction& tx) { return add_to_counter(tx, counter, amount); });
  }
  void set(const CounterName& counter, std::int64_t value) {
    store.transact([&](Transaction& tx) {
      set_counter(tx, counter, value);
      return true;
    });
  }
  std::vector<Counter> all() {
    return store.read([](Reader& db) { return list_counters(db); });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(counters)

BOOST_FIXTURE_TEST_CASE(counter_that_was_never_counted_is_absent, WithCounters) {
  BOOST_TEST(all().empty());
}

BOOST_FIXTURE_TEST_CASE(amounts_add_up_and_the_sum_comes_back, WithCounters) {
  BOOST_TEST(add({"requests", "a"}, 2) == 2);
  BOOST_TEST(add({"requests", "a"}, 5) == 7);
}

BOOST_FIXTURE_TEST_CASE(labels_keep_counters_apart, WithCounters) {
  add({"requests", "a"}, 1);
  add({"requests", "b"}, 2);
  add({"other", "a"}, 4);
  const auto counters = all();
  BOOST_REQUIRE(counters.size() == 3U);
  BOOST_TEST(counters[0].name == "other");
  BOOST_TEST(counters[1].labels == "a");
  BOOST_TEST(counters[1].value == 1);
  BOOST_TEST(counters[2].value == 2);
}

BOOST_FIXTURE_TEST_CASE(gauge_takes_the_place_of_what_was_there, WithCounters) {
  set({"depth", ""}, 9);
  set({"depth", ""}, 3);
  BOOST_REQUIRE(all().size() == 1U);
  BOOST_TEST(all()[0].value == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
