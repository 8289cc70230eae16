#include "store/backup.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

namespace fs = std::filesystem;
using testing::TestStore;

void put(Store& store, const std::string& name) {
  store.transact([&](Transaction& tx) {
    return tx.execute("INSERT INTO generations (name, value) VALUES ($1, 1)", name);
  });
}

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(backup)

BOOST_FIXTURE_TEST_CASE(copy_is_one_whole_file_with_what_was_committed, TestStore) {
  put(store, "one");
  const testing::TempFolder target;
  const auto result = back_up(path(), target.file("copy"));
  BOOST_TEST(result.pages > 0);
  BOOST_TEST(fs::file_size(target.file("copy")) == static_cast<std::uintmax_t>(result.bytes));
  BOOST_TEST(files_in(target.path()) == 1U);

  Store copy(target.file("copy"), Store::Access::kReadWrite, clock);
  BOOST_TEST(copy.read(
      [](Reader& db) { return db.query("SELECT 1 FROM generations WHERE name = 'one'").step(); }));
  put(copy, "two");
}

BOOST_FIXTURE_TEST_CASE(copy_is_for_its_owner_only, TestStore) {
  const std::string target = folder.file("copy");
  back_up(path(), target);
  struct stat made{};
  BOOST_REQUIRE(stat(target.c_str(), &made) == 0);
  BOOST_TEST((made.st_mode & 0777) == 0600U);
}

BOOST_FIXTURE_TEST_CASE(existing_file_is_not_overwritten, TestStore) {
  const std::string target = folder.file("precious");
  std::ofstream(target) << "precious";
  BOOST_CHECK_THROW(back_up(path(), target), StoreFault);
  BOOST_TEST(fs::file_size(target) == 8U);
}

BOOST_FIXTURE_TEST_CASE(dangling_link_is_not_followed, TestStore) {
  fs::create_symlink(folder.file("elsewhere"), folder.file("link"));
  BOOST_CHECK_THROW(back_up(path(), folder.file("link")), StoreFault);
  BOOST_TEST(!fs::exists(folder.file("elsewhere")));
}

BOOST_FIXTURE_TEST_CASE(missing_database_is_a_fault_and_leaves_nothing, TestStore) {
  const testing::TempFolder target;
  BOOST_CHECK_THROW(back_up(folder.file("none"), target.file("copy")), StoreFault);
  BOOST_TEST(files_in(target.path()) == 0U);
}

BOOST_FIXTURE_TEST_CASE(damaged_database_is_a_fault_and_leaves_nothing, TestStore) {
  const std::string damaged = folder.file("damaged");
  testing::make_database(damaged);
  {
    std::fstream file(damaged, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(2 * 4'096);
    file << std::string(4'096, '\x55');
  }
  const testing::TempFolder target;
  BOOST_CHECK_THROW(back_up(damaged, target.file("copy")), StoreFault);
  BOOST_TEST(files_in(target.path()) == 0U);
}

BOOST_FIXTURE_TEST_CASE(copy_is_whole_while_others_write, TestStore) {
  std::atomic<bool> stop = false;
  std::jthread writing([&] {
    for (int i = 0; !stop; ++i) put(store, std::to_string(i));
  });
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(back_up(path(), folder.file("copy" + std::to_string(i))).pages > 0);
  }
  stop = true;
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
