#include "ops/doctor/checks.h"

#include <fstream>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>
#include <sys/un.h>

#include "ops/doctor/tar.h"
#include "tests/support/test_store.h"
#include "tests/unit/ops/words.h"

namespace lockspire::ops {
namespace {

FileFacts file(const std::string& path, unsigned mode) {
  FileFacts facts;
  facts.path = path;
  facts.exists = true;
  facts.is_file = true;
  facts.mode = mode;
  facts.owner = "lockspire";
  facts.group = "lockspire";
  facts.uid = 7;
  facts.gid = 7;
  return facts;
}

// Overwrites the middle of a file.
void damage(const std::string& path) {
  std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(40'000);
  bytes << std::string(20'000, 'x');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(doctor_checks_test)

BOOST_FIXTURE_TEST_CASE(a_whole_database_is_whole, testing::TestStore) {
  BOOST_TEST(words(check_integrity(store, true)) == "");
  BOOST_TEST(words(check_integrity(store, false)) == "");
}

BOOST_AUTO_TEST_CASE(a_damaged_database_is_named) {
  const testing::TempFolder folder;
  const std::string path = folder.file("damaged.db");
  testing::make_database(path);
  damage(path);
  const testing::FakeClock clock;
  store::Store store(path, store::Store::Access::kReadOnly, clock);
  BOOST_TEST(words(check_integrity(store, true)) == "ERROR database.damaged");
}

BOOST_AUTO_TEST_CASE(expired_rows_do_not_pile_up) {
  BOOST_TEST(words(check_rows({.bytes = 1, .free_bytes = 0, .wal_bytes = 0}, {})) == "");
  BOOST_TEST(words(check_rows({}, {{"grants", 9'000}})) == "");
  BOOST_TEST(words(check_rows({}, {{"grants", 9'000}, {"throttles", 2'000}})) ==
             "WARN database.rows_waiting");
}

BOOST_AUTO_TEST_CASE(a_write_ahead_log_does_not_grow) {
  BOOST_TEST(words(check_rows({.bytes = 1, .free_bytes = 0, .wal_bytes = 100'000'000}, {})) ==
             "WARN database.wal_large");
}

BOOST_AUTO_TEST_CASE(refusals_are_shown_by_reason) {
  BOOST_TEST(check_refusals({}).front().code == "refusals.none");
  const auto found = check_refusals({{"token.code_unknown", 3, Instant{}}, {"x", 1, Instant{}}});
  BOOST_TEST(found.front().detail == "3 token.code_unknown\n1 x");
  const std::vector<store::RefusalCount> many(12, {"x", 1, Instant{}});
  BOOST_TEST(check_refusals(many).front().detail.ends_with("and 2 reasons more"));
}

BOOST_AUTO_TEST_CASE(the_files_of_a_database_have_one_owner) {
  const FileFacts database = file("/d/l.db", 0660);
  BOOST_TEST(words(check_database_files({database, file("/d/l.db-wal", 0660)})) == "");
  BOOST_TEST(words(check_database_files({file("/d/l.db", 0664)})) == "ERROR database.mode");
  BOOST_TEST(words(check_database_files({file("/d/l.db", 0440)})) == "ERROR database.mode");
  FileFacts other = file("/d/l.db-wal", 0660);
  other.uid = 0;
  BOOST_TEST(words(check_database_files({database, other})) == "ERROR database.owner");
  BOOST_TEST(words(check_database_files({})) == "");
}

BOOST_AUTO_TEST_CASE(sockets_are_for_nginx_alone) {
  const auto check = [](const FileFacts& facts, bool is_socket) {
    return words(check_sockets({{"token", facts, is_socket}}, "lockspire"));
  };
  BOOST_TEST(check(file("/r/token.sock", 0660), true) == "");
  BOOST_TEST(check(file("/r/token.sock", 0666), true) == "ERROR socket.mode");
  BOOST_TEST(check(file("/r/token.sock", 0660), false) == "ERROR socket.no_socket");
  BOOST_TEST(check({}, false) == "WARN socket.missing");
  FileFacts other = file("/r/token.sock", 0660);
  other.group = "root";
  BOOST_TEST(check(other, true) == "ERROR socket.group");
  BOOST_TEST(words(check_sockets({{"token", other, true}}, "")) == "");
}

BOOST_AUTO_TEST_CASE(an_archive_is_what_tar_wants) {
  const std::string tar = make_tar({{"a/b", "text"}, {"c", ""}}, from_unix(1'700'000'000));
  BOOST_TEST(tar.size() == 5U * 512U);
  BOOST_TEST(tar.substr(0, 4) == std::string("a/b\0", 4));
  BOOST_TEST(tar.substr(124, 11) == "00000000004");
  BOOST_TEST(tar.substr(257, 5) == "ustar");
  BOOST_TEST(tar.substr(512, 4) == "text");
  BOOST_CHECK_THROW(make_tar({{std::string(101, 'n'), ""}}, Instant{}), std::invalid_argument);
  BOOST_CHECK_THROW(make_tar({{"", ""}}, Instant{}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
