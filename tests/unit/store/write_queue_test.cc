#include "store/write_queue.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace lockspire::store {
namespace {

using std::chrono::milliseconds;

bool refused(WriteQueue& queue) {
  auto nothing = [](Transaction&) {};
  try {
    queue.run(ClosureRef<Transaction>(nothing));
    return false;
  } catch (const Unavailable&) {
    return true;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(write_queue)

BOOST_AUTO_TEST_CASE(failure_refuses_what_waits_and_says_why) {
  WriteQueue queue(8, 8, milliseconds(1));
  std::atomic<bool> was_refused = false;
  std::jthread writer([&] { was_refused = refused(queue); });
  BOOST_TEST((queue.wait(milliseconds(10'000)) == WriteQueue::Wake::kWork));
  BOOST_TEST(queue.fail_all("the disk is full") == 0U);
  writer.join();
  BOOST_TEST(was_refused);
  BOOST_TEST(queue.depth() == 0U);
}

// Whoever hears of a failure may try again at once: by then its cause can be gone. A batch is for
// one write here, so that the first are awake while the last are still told.
BOOST_AUTO_TEST_CASE(failure_does_not_reach_what_comes_after_it) {
  constexpr int kRounds = 200;
  constexpr std::size_t kWriters = 4;
  WriteQueue queue(1, kWriters, milliseconds(1));
  std::atomic<std::size_t> wrong = 0;
  const auto wait_for_all = [&] {
    while (queue.depth() + wrong < kWriters) std::this_thread::yield();
  };
  for (int round = 0; round < kRounds && wrong == 0; ++round) {
    std::vector<std::jthread> writers;
    for (std::size_t i = 0; i < kWriters; ++i) {
      writers.emplace_back([&] {
        if (!refused(queue) || refused(queue)) ++wrong;
      });
    }
    wait_for_all();
    queue.fail_all("missing");
    wait_for_all();
    while (const auto batch = queue.take()) batch->finish({});
  }
  BOOST_TEST(wrong == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
