#include <boost/test/unit_test.hpp>

#include "protocol/discovery.h"
#include "tests/support/site.h"

namespace lockspire {

BOOST_FIXTURE_TEST_SUITE(discovery_memo_test, testing::Site)

BOOST_AUTO_TEST_CASE(other_keys_make_another_document) {
  DiscoveryMemo memo;
  const auto keys = services().keys.current();
  const auto none = std::make_shared<const KeySet>();
  const std::string first = memo.document(policy, keys);
  BOOST_TEST(first == discovery_document(policy, *keys));
  BOOST_TEST(memo.document(policy, none) == discovery_document(policy, *none));
  BOOST_TEST(memo.document(policy, keys) == first);
}

BOOST_AUTO_TEST_CASE(the_same_keys_give_the_same_document) {
  DiscoveryMemo memo;
  const auto keys = services().keys.current();
  const std::string first = memo.document(policy, keys);
  BOOST_TEST(memo.document(policy, keys) == first);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
