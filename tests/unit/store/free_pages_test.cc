#include "store/free_pages.h"

#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "store/writer.h"
#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

std::string new_database(const testing::TempFolder& folder) {
  std::string path = folder.file("database");
  testing::make_database(path);
  return path;
}

// A connection of its own, so that no writer gives back by the way.
struct WithPages {
  WithPages() { connection.execute("CREATE TABLE filler (id INTEGER PRIMARY KEY, value TEXT)"); }

  // About a page for each row.
  void fill(int rows) {
    connection.execute("BEGIN IMMEDIATE");
    const std::string value(3'500, 'x');
    for (int i = 0; i < rows; ++i) {
      connection.execute("INSERT INTO filler (value) VALUES ($1)", value);
    }
    connection.execute("COMMIT");
  }
  void empty() { connection.execute("DELETE FROM filler"); }
  std::int64_t number(std::string_view pragma) {
    Query query = connection.query(pragma);
    query.step();
    return query.integer(0);
  }
  std::int64_t pages() { return number("PRAGMA page_count"); }
  bool too_many() {
    Reader db(connection);
    return too_many_free_pages(db);
  }
  bool give_back() {
    Transaction tx(connection);
    return give_back_pages(tx);
  }

  testing::TempFolder folder;
  std::string path = new_database(folder);
  Connection connection{path, OpenMode::kReadWrite};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(free_pages, WithPages)

BOOST_AUTO_TEST_CASE(new_database_can_shrink) {
  BOOST_TEST(number("PRAGMA auto_vacuum") == 2);
  BOOST_TEST(!too_many());
}

BOOST_AUTO_TEST_CASE(few_free_pages_are_kept) {
  fill(200);
  empty();
  const std::int64_t before = pages();
  BOOST_TEST(!too_many());
  BOOST_TEST(!give_back());
  BOOST_TEST(pages() == before);
}

BOOST_AUTO_TEST_CASE(free_pages_in_proportion_to_the_used_are_kept) {
  fill(4'000);
  connection.execute("DELETE FROM filler WHERE id <= 900");
  BOOST_TEST(!too_many());
  connection.execute("DELETE FROM filler WHERE id <= 1500");
  BOOST_TEST(too_many());
}

BOOST_AUTO_TEST_CASE(pages_are_given_back_in_portions) {
  fill(1'000);
  empty();
  BOOST_TEST(too_many());
  const std::int64_t before = pages();
  BOOST_TEST(give_back());
  const std::int64_t portion = before - pages();
  BOOST_TEST(portion > 200);
  BOOST_TEST(portion <= 258);
  for (int more = 0; give_back() && more < 10; ++more) {
  }
  BOOST_TEST(!too_many());
  BOOST_TEST(number("PRAGMA freelist_count") <= 400);
  BOOST_TEST(pages() < 500);
}

BOOST_AUTO_TEST_CASE(database_made_before_this_is_left_alone) {
  std::ofstream(folder.file("old")).close();
  Connection old(folder.file("old"), OpenMode::kReadWrite);
  old.execute("CREATE TABLE filler (value TEXT)");
  old.execute("BEGIN IMMEDIATE");
  const std::string value(3'500, 'x');
  for (int i = 0; i < 1'000; ++i) old.execute("INSERT INTO filler (value) VALUES ($1)", value);
  old.execute("COMMIT");
  old.execute("DELETE FROM filler");
  Reader db(old);
  BOOST_TEST(!too_many_free_pages(db));
}

BOOST_AUTO_TEST_CASE(idle_writer_gives_back) {
  fill(2'000);
  empty();
  const testing::FakeClock clock;
  {
    Writer writer(path, clock, {.idle = std::chrono::milliseconds(5)});
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (too_many() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
  BOOST_TEST(!too_many());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
