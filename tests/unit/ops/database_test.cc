#include "ops/database.h"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {

BOOST_FIXTURE_TEST_SUITE(database_test, WithOperator)

BOOST_AUTO_TEST_CASE(backup_is_a_database_of_its_own_with_every_commit) {
  make_client("app");
  const std::string target = db.folder.file("copy.db");
  BOOST_REQUIRE(back_up(db.path(), target));
  make_client("later");
  struct stat status{};
  BOOST_REQUIRE(::stat(target.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777U) == 0600U);
  store::Store copy(target, store::Store::Access::kReadWrite, db.clock);
  const Operator other{copy, db.clock, random, policy, "olga"};
  BOOST_REQUIRE(list_clients(other).size() == 1U);
  BOOST_TEST(list_clients(other)[0].client_id.text() == "app");
}

BOOST_AUTO_TEST_CASE(existing_file_is_not_overwritten) {
  const std::string target = db.folder.file("copy.db");
  std::ofstream(target) << "precious";
  const auto refused = back_up(db.path(), target);
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().kind == RefusalKind::kRefused));
  BOOST_TEST(std::filesystem::file_size(target) == 8U);
}

BOOST_AUTO_TEST_CASE(impossible_target_leaves_nothing_behind) {
  BOOST_CHECK_THROW(back_up(db.path(), db.folder.file("no/such/copy.db")), store::StoreFault);
  const std::string notadb = db.folder.file("notadb");
  std::ofstream(notadb) << "this is no database, and long enough to be looked at as a header......";
  BOOST_CHECK_THROW(back_up(notadb, db.folder.file("copy.db")), store::StoreFault);
  BOOST_TEST(!std::filesystem::exists(db.folder.file("copy.db")));
  BOOST_TEST(!std::filesystem::exists(db.folder.file("copy.db.part")));
}

BOOST_AUTO_TEST_CASE(pruning_deletes_what_expired_and_says_how_much) {
  make_client("app");
  for (int i = 0; i < 1'500; ++i) make_grant("g" + std::to_string(i), "app", "alice");
  db.clock.advance(Seconds(86'400));
  make_grant("live", "app", "alice");
  const auto pruned = prune(who);
  // The writer prunes a few by itself in the batches before.
  BOOST_TEST(pruned.grants > 0);
  BOOST_TEST(pruned.grants <= 1'500);
  BOOST_TEST(grant_is_live("live"));
  BOOST_TEST(!grant_is_live("g0"));
  BOOST_TEST(!grant_is_live("g1499"));
  BOOST_TEST(has_event("database.pruned"));
  BOOST_TEST(prune(who).grants == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
