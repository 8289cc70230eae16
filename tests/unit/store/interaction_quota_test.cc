#include "store/interaction_quota.h"

#include <list>
#include <optional>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

constexpr std::int64_t kLimit = 50;

struct WithInteractions : testing::TestStore {
  void start(int number, std::optional<std::string> sub = {}) {
    std::string id = std::to_string(number);
    id.insert(0, 6 - id.size(), '0');
    store.transact([&](Transaction& tx) {
      make_room_for_interaction(tx, clock.now(), kLimit);
      return tx.execute(
          "INSERT INTO interactions (interaction_id, verifier_hash, browser_hash, client_id,"
          " request, sub, login_trips, started_at, expires_at)"
          " VALUES ($1, 'v', 'b', 'c', '{}', $2, 0, $3, $3 + 1800)",
          id, sub, clock.now());
    });
  }
  std::int64_t count(std::string_view where) {
    return store.read([&](Reader& db) {
      const std::string sql = "SELECT count(*) FROM interactions WHERE " + std::string(where);
      kept.push_back(sql);
      Query query = db.query(kept.back());
      query.step();
      return query.integer(0);
    });
  }
  std::list<std::string> kept;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(interaction_quota)

BOOST_FIXTURE_TEST_CASE(below_the_limit_everything_stays, WithInteractions) {
  for (int i = 0; i < kLimit; ++i) start(i);
  BOOST_TEST(count("true") == kLimit);
}

BOOST_FIXTURE_TEST_CASE(oldest_of_nobody_give_way, WithInteractions) {
  for (int i = 0; i < 3 * kLimit; ++i) start(i);
  BOOST_TEST(count("true") <= kLimit);
  BOOST_TEST(count("true") >= kLimit - 1);
  BOOST_TEST(count("interaction_id = '000149'") == 1);
  BOOST_TEST(count("interaction_id < '000100'") == 0);
}

BOOST_FIXTURE_TEST_CASE(those_of_signed_in_people_stay, WithInteractions) {
  for (int i = 0; i < 40; ++i) start(i, "alice");
  for (int i = 40; i < 400; ++i) start(i);
  BOOST_TEST(count("sub = 'alice'") == 40);
  BOOST_TEST(count("true") <= kLimit + 4);
}

BOOST_FIXTURE_TEST_CASE(flood_is_bounded_when_another_process_counts_too, WithInteractions) {
  Store other(path(), Store::Access::kReadWrite, clock);
  for (int i = 0; i < 200; i += 2) {
    start(i);
    other.transact([&](Transaction& tx) {
      make_room_for_interaction(tx, clock.now(), kLimit);
      return tx.execute(
          "INSERT INTO interactions (interaction_id, verifier_hash, browser_hash, client_id,"
          " request, login_trips, started_at, expires_at)"
          " VALUES ('0001' || $1, 'v', 'b', 'c', '{}', 0, $2, $2 + 1800)",
          std::to_string(100 + i), clock.now());
    });
  }
  BOOST_TEST(count("true") <= kLimit + 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
