// The unit tests' main: Boost.Test, and one countable closing line.
#define BOOST_TEST_NO_MAIN
#include <cstdio>

#include <boost/test/results_collector.hpp>
#include <boost/test/tree/observer.hpp>
#include <boost/test/unit_test.hpp>

namespace {

namespace ut = boost::unit_test;

// After the collector, so that the counts are final.
struct Tally : ut::test_observer {
  void test_finish() override {
    const auto& results = ut::results_collector.results(ut::framework::master_test_suite().p_id);
    std::printf("%lu passed, %lu failed\n",
                results.p_test_cases_passed.get() + results.p_test_cases_warned.get(),
                results.p_test_cases_failed.get() + results.p_test_cases_aborted.get());
  }
  int priority() override { return 1'000; }
};

bool init() {
  return true;
}

}  // namespace

int main(int argc, char* argv[]) {
  Tally tally;
  ut::framework::register_observer(tally);
  return ut::unit_test_main(&init, argc, argv);
}
