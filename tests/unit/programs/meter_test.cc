#include "programs/meter.h"

#include <chrono>
#include <map>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "store/counters.h"
#include "tests/support/test_store.h"

namespace lockspire::programs {
namespace {

struct WithMeter : testing::TestStore {
  Counters counters;
  Meter meter{"token", counters, store};

  // Notes ride with writes, some with each.
  void settle() {
    do {
      store.transact([](store::Transaction&) { return true; });
    } while (store.counts().queue_depth > 0);
  }
  std::map<std::string, std::int64_t> written() {
    settle();
    std::map<std::string, std::int64_t> values;
    for (const auto& counter :
         store.read([](store::Reader& db) { return store::list_counters(db); })) {
      values[counter.name + "{" + counter.labels + "}"] = counter.value;
    }
    return values;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(meter)

BOOST_FIXTURE_TEST_CASE(idle_program_writes_nothing, WithMeter) {
  meter.flush();
  meter.flush();
  BOOST_TEST(store.counts().queue_depth == 0U);
  BOOST_TEST(store.counts().batches == 0U);
}

BOOST_FIXTURE_TEST_CASE(own_write_is_no_reason_for_another, WithMeter) {
  counters.count_request(200);
  meter.flush();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (store.counts().batches == 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  BOOST_TEST(store.counts().batches == 1U);
  meter.flush();
  BOOST_TEST(store.counts().queue_depth == 0U);
}

BOOST_FIXTURE_TEST_CASE(counts_add_up_in_the_database, WithMeter) {
  for (int i = 0; i < 3; ++i) {
    counters.count_request(200);
    counters.count_refusal("code.expired");
    meter.flush();
  }
  const auto values = written();
  BOOST_TEST(values.at("lockspire_requests_total{program=\"token\",status=\"200\"}") == 3);
  BOOST_TEST(values.at("lockspire_refusals_total{program=\"token\",reason=\"code.expired\"}") == 3);
}

BOOST_FIXTURE_TEST_CASE(programs_are_counted_apart, WithMeter) {
  Counters others;
  Meter other("revoke", others, store);
  counters.count_request(200);
  others.count_request(200);
  meter.flush();
  other.flush();
  const auto values = written();
  BOOST_TEST(values.at("lockspire_requests_total{program=\"token\",status=\"200\"}") == 1);
  BOOST_TEST(values.at("lockspire_requests_total{program=\"revoke\",status=\"200\"}") == 1);
}

BOOST_FIXTURE_TEST_CASE(commits_of_the_writer_are_counted, WithMeter) {
  store.transact([](store::Transaction&) { return true; });
  store.transact([](store::Transaction&) { return true; });
  meter.flush();
  const auto values = written();
  BOOST_TEST(values.at("lockspire_commit_batch_size_sum{program=\"token\"}") == 2);
  BOOST_TEST(values.at("lockspire_commit_batch_size_count{program=\"token\"}") == 2);
  BOOST_TEST(values.at("lockspire_commit_seconds_count{program=\"token\"}") == 2);
  BOOST_TEST(values.contains("lockspire_commit_seconds_sum{program=\"token\"}"));
  BOOST_TEST(values.contains("lockspire_write_queue_depth{program=\"token\"}"));
  BOOST_TEST(!values.contains("lockspire_notes_dropped_total{program=\"token\"}"));
}

BOOST_FIXTURE_TEST_CASE(what_the_writer_does_not_take_is_counted_the_next_time, WithMeter) {
  int taken = 0;
  while (store.note([](store::Transaction&) {})) ++taken;
  BOOST_TEST(taken > 100);
  counters.count_request(200);
  meter.flush();
  settle();
  counters.count_request(200);
  meter.flush();
  const auto values = written();
  BOOST_TEST(values.at("lockspire_requests_total{program=\"token\",status=\"200\"}") == 2);
  BOOST_TEST(values.at("lockspire_notes_dropped_total{program=\"token\"}") >= 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::programs
