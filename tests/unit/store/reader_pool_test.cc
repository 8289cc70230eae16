#include "store/reader_pool.h"

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

constexpr int kMost = 2;

struct Pool {
  testing::TestStore db;
  ReaderPool pool{db.path(), kMost};

  template <typename Closure>
  void read(Closure closure) {
    pool.run(ClosureRef<Reader>(closure));
  }

  bool answers() {
    bool row = false;
    read([&](Reader& reader) { row = reader.query("SELECT 1").step(); });
    return row;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reader_pool_test, Pool)

BOOST_AUTO_TEST_CASE(no_more_than_the_limit_read_at_once) {
  std::atomic<int> reading{0};
  std::atomic<bool> exceeded{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        read([&](Reader& reader) {
          if (++reading > kMost) exceeded = true;
          reader.query("SELECT count(*) FROM sqlite_schema").step();
          --reading;
        });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(!exceeded);
}

BOOST_AUTO_TEST_CASE(who_waits_reads_when_another_is_done) {
  std::latch both_read(kMost);
  std::latch may_leave(1);
  std::vector<std::thread> threads;
  for (int i = 0; i < kMost; ++i) {
    threads.emplace_back([&] {
      read([&](Reader&) {
        both_read.count_down();
        may_leave.wait();
      });
    });
  }
  both_read.wait();
  bool answered = false;
  std::thread third([&] { answered = answers(); });
  may_leave.count_down();
  third.join();
  for (auto& thread : threads) thread.join();
  BOOST_TEST(answered);
}

BOOST_AUTO_TEST_CASE(a_closure_that_throws_gives_its_turn_back) {
  for (int i = 0; i < 2 * kMost; ++i) {
    BOOST_CHECK_THROW(read([](Reader&) { throw std::runtime_error("of the closure"); }),
                      std::runtime_error);
    BOOST_CHECK_THROW(read([](Reader&) { throw Unavailable("of the storage"); }), Unavailable);
  }
  BOOST_TEST(answers());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
