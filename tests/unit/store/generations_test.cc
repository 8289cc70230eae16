#include "store/generations.h"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

struct Generations {
  testing::TestStore db;

  std::int64_t generation() {
    return db.store.read(
        [](Reader& reader) { return generation_of(reader, kSigningKeysGeneration); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(generations_test, Generations)

BOOST_AUTO_TEST_CASE(bump_makes_the_generation_newer) {
  const std::int64_t before = generation();
  db.store.transact([](Transaction& tx) {
    bump_generation(tx, kSigningKeysGeneration);
    return true;
  });
  BOOST_TEST(generation() > before);
}

BOOST_AUTO_TEST_CASE(bump_is_undone_with_its_transaction) {
  const std::int64_t before = generation();
  const auto failing = [](Transaction& tx) -> bool {
    bump_generation(tx, kSigningKeysGeneration);
    throw std::runtime_error("test");
  };
  BOOST_CHECK_THROW(db.store.transact(failing), std::runtime_error);
  BOOST_TEST(generation() == before);
}

BOOST_AUTO_TEST_CASE(name_that_is_not_known_is_a_fault) {
  BOOST_CHECK_THROW(db.store.read([](Reader& reader) { return generation_of(reader, "x"); }),
                    std::exception);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
