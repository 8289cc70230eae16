#include "store/migrate.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

#include "store/store.h"
#include "tests/support/test_store.h"

namespace lockspire {
namespace {

using store::Connection;
using store::load_migrations;
using store::Migration;
using store::OpenMode;
using store::Query;
using store::schema_version;
using store::Store;
using store::StoreFault;

Migration first() {
  return {1, "0001_a.sql", "CREATE TABLE a (x INTEGER NOT NULL) STRICT;"};
}
Migration second() {
  return {2, "0002_b.sql", "CREATE TABLE b (x INTEGER NOT NULL) STRICT;"};
}

std::int64_t tables(const std::string& path) {
  Connection connection(path, OpenMode::kReadOnly);
  Query query = connection.query("SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
  query.step();
  return query.integer(0);
}

struct EmptyFolder {
  void add(const std::string& name, const std::string& sql) const {
    std::ofstream(folder.file(name)) << sql;
  }
  testing::TempFolder folder;
  std::string path = folder.file("database");
};

}  // namespace

BOOST_AUTO_TEST_SUITE(migrate)

BOOST_FIXTURE_TEST_CASE(new_database_gets_every_migration_in_order, EmptyFolder) {
  BOOST_TEST(schema_version(path) == 0);
  const auto applied = store::migrate(path, {first(), second()});
  BOOST_TEST(applied.size() == 2U);
  BOOST_TEST(schema_version(path) == 2);
  BOOST_TEST(tables(path) == 2);
}

BOOST_FIXTURE_TEST_CASE(second_run_does_nothing, EmptyFolder) {
  store::migrate(path, {first()});
  BOOST_TEST(store::migrate(path, {first()}).empty());
  const auto applied = store::migrate(path, {first(), second()});
  BOOST_REQUIRE(applied.size() == 1U);
  BOOST_TEST(applied.front().version == 2);
}

BOOST_FIXTURE_TEST_CASE(failed_migration_leaves_the_database_as_it_was, EmptyFolder) {
  store::migrate(path, {first()});
  const Migration broken{2, "0002_b.sql", "CREATE TABLE b (x INTEGER) STRICT; SELECT nonsense;"};
  BOOST_CHECK_THROW(store::migrate(path, {first(), broken}), StoreFault);
  BOOST_TEST(schema_version(path) == 1);
  BOOST_TEST(tables(path) == 1);
  BOOST_TEST(store::migrate(path, {first(), second()}).size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(several_at_once_apply_each_migration_once, EmptyFolder) {
  std::atomic<std::size_t> applied = 0;
  std::atomic<int> faults = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        try {
          applied += store::migrate(path, {first(), second()}).size();
        } catch (const std::exception&) {
          ++faults;
        }
      });
    }
  }
  BOOST_TEST(applied == 2U);
  BOOST_TEST(faults == 0);
}

BOOST_FIXTURE_TEST_CASE(newer_database_is_left_alone, EmptyFolder) {
  store::migrate(path, {first(), second()});
  BOOST_TEST(store::migrate(path, {first()}).empty());
  BOOST_TEST(schema_version(path) == 2);
}

BOOST_FIXTURE_TEST_CASE(new_file_is_not_for_others_and_has_a_wal, EmptyFolder) {
  const mode_t before = umask(022);
  store::migrate(path, {first()});
  umask(before);
  struct stat made{};
  BOOST_REQUIRE(stat(path.c_str(), &made) == 0);
  BOOST_TEST((made.st_mode & 0777) == 0640U);
  Connection connection(path, OpenMode::kReadOnly);
  Query query = connection.query("PRAGMA journal_mode");
  BOOST_REQUIRE(query.step());
  BOOST_TEST(query.text(0) == "wal");
}

BOOST_FIXTURE_TEST_CASE(folder_that_does_not_exist_is_a_fault, EmptyFolder) {
  BOOST_CHECK_THROW(store::migrate(folder.file("no/database"), {first()}), StoreFault);
}

BOOST_FIXTURE_TEST_CASE(migrations_are_read_by_number_and_other_files_ignored, EmptyFolder) {
  add("0002_b.sql", "two");
  add("0001_a.sql", "one");
  add("README.md", "words");
  add("0003_c.sql~", "none");
  const auto found = load_migrations(folder.path());
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST(found[0].name == "0001_a.sql");
  BOOST_TEST(found[0].sql == "one");
  BOOST_TEST(found[1].version == 2);
}

BOOST_FIXTURE_TEST_CASE(gap_in_the_numbers_is_a_fault, EmptyFolder) {
  add("0001_a.sql", "one");
  add("0003_c.sql", "three");
  BOOST_CHECK_THROW(load_migrations(folder.path()), StoreFault);
}

BOOST_FIXTURE_TEST_CASE(doubled_number_is_a_fault, EmptyFolder) {
  add("0001_a.sql", "one");
  add("0001_b.sql", "one");
  BOOST_CHECK_THROW(load_migrations(folder.path()), StoreFault);
}

BOOST_FIXTURE_TEST_CASE(folder_without_migrations_is_a_fault, EmptyFolder) {
  BOOST_CHECK_THROW(load_migrations(folder.path()), StoreFault);
  BOOST_CHECK_THROW(load_migrations(folder.file("none")), StoreFault);
}

BOOST_AUTO_TEST_CASE(shipped_schema_is_the_one_this_build_needs) {
  const auto shipped = load_migrations(testing::schema_folder());
  BOOST_TEST(shipped.back().version == store::kSchemaVersion);
}

// Expand, then contract: programs of the previous release run beside those of the next.
BOOST_FIXTURE_TEST_CASE(older_program_works_with_a_newer_schema, EmptyFolder) {
  testing::make_database(path);
  Connection(path, OpenMode::kReadWrite).run_script("PRAGMA user_version = 1000");
  const testing::FakeClock clock;
  Store newer(path, Store::Access::kReadWrite, clock);
  BOOST_TEST(newer.transact([](store::Transaction& tx) { return tx.query("SELECT 1").step(); }));
}

BOOST_FIXTURE_TEST_CASE(newer_program_refuses_an_older_schema_and_names_the_fix, EmptyFolder) {
  std::ofstream(path).close();
  const testing::FakeClock clock;
  const auto names_the_fix = [&](const StoreFault& fault) {
    const std::string message = fault.what();
    return message.find(path) != std::string::npos &&
           message.find("lockspire migrate") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(Store(path, Store::Access::kReadWrite, clock), StoreFault, names_the_fix);
  BOOST_CHECK_EXCEPTION(Store(path, Store::Access::kReadOnly, clock), StoreFault, names_the_fix);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
