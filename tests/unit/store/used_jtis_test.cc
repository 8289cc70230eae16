#include "store/used_jtis.h"

#include <boost/test/unit_test.hpp>

#include "store/prune.h"
#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

struct Jtis : testing::TestStore {
  bool use(const char* client, const char* jti, Seconds lifetime) {
    const Instant now = clock.now();
    return store.transact([&](Transaction& tx) {
      return use_jti(tx, {ClientId(client), Hash(jti), now + lifetime}, now);
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(used_jtis_test, Jtis)

// RFC 7523 3 #once: an assertion counts once.
BOOST_AUTO_TEST_CASE(jti_of_a_client_counts_once_until_it_expires) {
  BOOST_TEST(use("app", "a", Seconds(10)));
  BOOST_TEST(!use("app", "a", Seconds(10)));
  BOOST_TEST(!use("app", "a", Seconds(1'000)));
  BOOST_TEST(use("other", "a", Seconds(10)));
  BOOST_TEST(use("app", "b", Seconds(10)));
  clock.advance(Seconds(9));
  BOOST_TEST(!use("app", "a", Seconds(10)));
  clock.advance(Seconds(1));
  BOOST_TEST(use("app", "a", Seconds(10)));
  BOOST_TEST(!use("app", "a", Seconds(10)));
}

BOOST_AUTO_TEST_CASE(expired_ones_are_pruned_and_live_ones_stay) {
  BOOST_TEST(use("app", "a", Seconds(10)));
  BOOST_TEST(use("app", "b", Seconds(20)));
  clock.advance(Seconds(10));
  store.transact([&](Transaction& tx) { return prune_now(tx, clock.now(), 100).more; });
  BOOST_TEST(!use("app", "b", Seconds(10)));
  BOOST_TEST(use("app", "a", Seconds(10)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
