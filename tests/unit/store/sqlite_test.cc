#include "store/sqlite.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

struct OneConnection {
  OneConnection() {
    testing::make_database(path);
    connection.emplace(path, OpenMode::kReadWrite);
    connection->run_script("CREATE TABLE rows (a TEXT NOT NULL PRIMARY KEY, b INTEGER) STRICT");
  }
  std::int64_t number(std::string_view sql) {
    Query query = connection->query(sql);
    BOOST_REQUIRE(query.step());
    return query.integer(0);
  }

  testing::TempFolder folder;
  std::string path = folder.file("database");
  std::optional<Connection> connection;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sqlite)

BOOST_FIXTURE_TEST_CASE(parameters_are_bound_by_number_and_not_by_place, OneConnection) {
  Query query = connection->query("SELECT $2, $1, $1", "one", "two");
  BOOST_REQUIRE(query.step());
  BOOST_TEST(query.text(0) == "two");
  BOOST_TEST(query.text(1) == "one");
  BOOST_TEST(query.text(2) == "one");
}

// A program has one that writes and some that read.
BOOST_FIXTURE_TEST_CASE(a_reader_keeps_fewer_pages_than_a_writer, OneConnection) {
  BOOST_TEST(number("PRAGMA cache_size") == -1024);
  connection.emplace(path, OpenMode::kReadOnly);
  BOOST_TEST(number("PRAGMA cache_size") == -64);
}

BOOST_FIXTURE_TEST_CASE(value_without_a_parameter_is_a_fault, OneConnection) {
  BOOST_CHECK_THROW(connection->query("SELECT $1", 1, 2), StoreFault);
}

BOOST_FIXTURE_TEST_CASE(parameter_without_a_value_is_a_fault, OneConnection) {
  BOOST_CHECK_THROW(connection->execute("SELECT $1, $2", 1), StoreFault);
}

BOOST_FIXTURE_TEST_CASE(values_of_the_last_run_are_forgotten, OneConnection) {
  connection->execute("INSERT INTO rows VALUES ($1, $2)", "a", 1);
  connection->execute("INSERT INTO rows VALUES ($1, $2)", "b", std::optional<std::int64_t>());
  Query query = connection->query("SELECT b FROM rows WHERE a = $1", "b");
  BOOST_REQUIRE(query.step());
  BOOST_TEST(!query.optional_integer(0).has_value());
}

BOOST_FIXTURE_TEST_CASE(text_of_a_temporary_lives_as_long_as_the_query, OneConnection) {
  Query query = connection->query("SELECT $1, $2", std::string(200, 'x'),
                                  std::optional(ClientId(std::string(200, 'y'))));
  BOOST_REQUIRE(query.step());
  BOOST_TEST(query.text(0) == std::string(200, 'x'));
  BOOST_TEST(query.text(1) == std::string(200, 'y'));
}

BOOST_FIXTURE_TEST_CASE(empty_text_is_not_null, OneConnection) {
  Query query = connection->query("SELECT $1 IS NULL, $1", std::string_view());
  BOOST_REQUIRE(query.step());
  BOOST_TEST(!query.boolean(0));
  BOOST_TEST(query.text(1).empty());
}

BOOST_FIXTURE_TEST_CASE(text_keeps_its_zero_bytes, OneConnection) {
  const std::string text("a\0b", 3);
  Query query = connection->query("SELECT $1", text);
  BOOST_REQUIRE(query.step());
  BOOST_TEST(query.text(0) == text);
}

BOOST_FIXTURE_TEST_CASE(null_where_a_value_must_be_is_a_fault, OneConnection) {
  Query query = connection->query("SELECT NULL");
  BOOST_REQUIRE(query.step());
  BOOST_CHECK_THROW(static_cast<void>(query.text(0)), StoreFault);
  BOOST_CHECK_THROW(static_cast<void>(query.integer(0)), StoreFault);
}

BOOST_FIXTURE_TEST_CASE(statement_cannot_be_started_while_it_runs, OneConnection) {
  constexpr std::string_view kSql = "SELECT 1";
  Query running = connection->query(kSql);
  BOOST_CHECK_THROW(connection->query(kSql), StoreFault);
  BOOST_TEST(running.step());
}

BOOST_FIXTURE_TEST_CASE(moved_query_goes_on_where_it_was, OneConnection) {
  Query first = connection->query("SELECT $1 UNION ALL SELECT 2", 1);
  BOOST_REQUIRE(first.step());
  Query second = std::move(first);
  BOOST_REQUIRE(second.step());
  BOOST_TEST(second.integer(0) == 2);
}

BOOST_FIXTURE_TEST_CASE(doubled_key_is_a_conflict_and_the_transaction_lives_on, OneConnection) {
  connection->execute("BEGIN IMMEDIATE");
  connection->execute("INSERT INTO rows VALUES ('a', 1)");
  BOOST_CHECK_THROW(connection->execute("INSERT INTO rows VALUES ('a', 2)"), Conflict);
  BOOST_TEST(!connection->autocommit());
  connection->execute("COMMIT");
  BOOST_TEST(number("SELECT b FROM rows WHERE a = 'a'") == 1);
}

BOOST_FIXTURE_TEST_CASE(wrong_type_is_a_fault_that_does_not_say_the_value, OneConnection) {
  try {
    connection->execute("INSERT INTO rows VALUES ($1, $2)", "a", "s3cret");
    BOOST_ERROR("no fault");
  } catch (const Unavailable&) {
    BOOST_ERROR("not a fault that passes");
  } catch (const StoreFault& fault) {
    BOOST_TEST(std::string(fault.what()).find("s3cret") == std::string::npos);
  }
}

BOOST_FIXTURE_TEST_CASE(connection_keeps_the_promises_of_its_header, OneConnection) {
  BOOST_TEST(number("PRAGMA synchronous") == 2);
  BOOST_TEST(number("PRAGMA foreign_keys") == 1);
  BOOST_TEST(number("PRAGMA trusted_schema") == 0);
  BOOST_TEST(number("PRAGMA cell_size_check") == 1);
  Query map = connection->query("PRAGMA mmap_size");
  BOOST_TEST((!map.step() || map.integer(0) == 0));
}

BOOST_FIXTURE_TEST_CASE(closing_does_not_check_point, OneConnection) {
  const auto before = std::filesystem::file_size(path);
  connection->execute("CREATE TABLE more (a TEXT NOT NULL) STRICT");
  connection->execute("INSERT INTO more VALUES ($1)", std::string(100'000, 'x'));
  connection.reset();
  BOOST_TEST(std::filesystem::file_size(path) == before);
  BOOST_TEST(std::filesystem::file_size(path + "-wal") > 100'000U);
}

BOOST_FIXTURE_TEST_CASE(check_point_that_truncates_leaves_no_wal, OneConnection) {
  connection->execute("INSERT INTO rows VALUES ('a', 1)");
  BOOST_TEST(connection->wal_pages() > 0);
  BOOST_TEST(connection->checkpoint(Connection::Checkpoint::kTruncate));
  BOOST_TEST(connection->wal_pages() == 0);
  BOOST_TEST(std::filesystem::file_size(path + "-wal") == 0U);
}

BOOST_FIXTURE_TEST_CASE(reader_cannot_write, OneConnection) {
  Connection reader(path, OpenMode::kReadOnly);
  BOOST_CHECK_THROW(reader.execute("INSERT INTO rows VALUES ('a', 1)"), StoreFault);
  BOOST_TEST(number("SELECT count(*) FROM rows") == 0);
}

BOOST_AUTO_TEST_CASE(missing_file_is_unavailable_and_is_not_made) {
  const testing::TempFolder folder;
  BOOST_CHECK_THROW(Connection(folder.file("none"), OpenMode::kReadWrite), Unavailable);
  BOOST_TEST(!std::filesystem::exists(folder.file("none")));
}

BOOST_AUTO_TEST_CASE(file_that_is_no_database_is_unavailable) {
  const testing::TempFolder folder;
  std::ofstream(folder.file("text")) << std::string(4'096, 'x');
  const auto open_and_read = [&] {
    Connection connection(folder.file("text"), OpenMode::kReadOnly);
    connection.execute("SELECT count(*) FROM sqlite_schema");
  };
  BOOST_CHECK_THROW(open_and_read(), Unavailable);
}

BOOST_FIXTURE_TEST_CASE(local_state_lives_as_long_as_the_connection, OneConnection) {
  struct Seen {
    int times = 0;
  };
  ++connection->local<Seen>().times;
  ++connection->local<Seen>().times;
  BOOST_TEST(connection->local<Seen>().times == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
