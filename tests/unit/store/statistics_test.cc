#include "store/statistics.h"

#include <boost/test/unit_test.hpp>

#include "store/integrity.h"
#include "store/throttles.h"
#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

struct WithStatistics : testing::TestStore {
  void fail(const std::string& subject) {
    store.transact([&](Transaction& tx) {
      count_failures(tx, subject, 1, clock.now(), Seconds(60), kMostThrottles);
      return true;
    });
  }
  std::string expired() {
    std::string out;
    for (const TableRows& table :
         store.read([&](Reader& db) { return count_expired(db, clock.now()); })) {
      out += std::to_string(table.rows) + " " + std::string(table.table);
    }
    return out;
  }
  std::optional<Instant> last() {
    return store.read([](Reader& db) { return last_written(db); });
  }
  void write_audit_row(const char* id, Instant at) {
    store.transact([&](Transaction& tx) {
      tx.execute(
          "INSERT INTO audit_events (event_id, at, event, outcome, actor) "
          "VALUES ($1, $2, 'x', 'x', 'x')",
          id, at);
      return true;
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(statistics, WithStatistics)

BOOST_AUTO_TEST_CASE(rows_are_counted_once_they_have_expired) {
  fail("a");
  BOOST_TEST(expired().empty());
  clock.advance(Seconds(60));
  BOOST_TEST(expired() == "1 throttles");
}

BOOST_AUTO_TEST_CASE(the_newest_row_says_when_something_was_written_last) {
  BOOST_TEST(!last().has_value());
  write_audit_row("a", clock.now());
  write_audit_row("b", clock.now() + Seconds(9));
  BOOST_TEST((last() == clock.now() + Seconds(9)));
}

BOOST_AUTO_TEST_CASE(a_sound_database_has_no_problems) {
  for (const auto thoroughness : {Thoroughness::kQuick, Thoroughness::kFull}) {
    BOOST_TEST(
        store.read([&](Reader& db) { return integrity_problems(db, thoroughness); }).empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
