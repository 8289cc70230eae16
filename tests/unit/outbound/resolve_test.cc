#include "outbound/resolve.h"

#include <chrono>

#include <boost/test/unit_test.hpp>

using namespace lockspire::outbound;

namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

}  // namespace

BOOST_AUTO_TEST_SUITE(resolve_test)

BOOST_AUTO_TEST_CASE(localhost_is_loopback) {
  const auto addresses = resolve("localhost", steady_clock::now() + 10s);
  BOOST_TEST_REQUIRE(addresses.has_value());
  for (const Address& address : *addresses) {
    BOOST_TEST(special_use(address).value_or("") == "loopback");
  }
}

// Names below invalid do not exist (RFC 6761 6.4).
BOOST_AUTO_TEST_CASE(unknown_name_has_a_problem_and_no_address) {
  const auto addresses = resolve("no-such-host.invalid", steady_clock::now() + 10s);
  BOOST_TEST_REQUIRE(!addresses.has_value());
  BOOST_TEST(!addresses.error().empty());
}

BOOST_AUTO_TEST_CASE(nobody_waits_beyond_the_deadline) {
  const auto begun = steady_clock::now();
  for (int i = 0; i < 20; ++i) {
    BOOST_TEST(!resolve("no-such-host.invalid", begun).has_value());
  }
  BOOST_TEST((steady_clock::now() - begun < 5s));
}

BOOST_AUTO_TEST_SUITE_END()
