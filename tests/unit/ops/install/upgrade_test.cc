#include "ops/install/upgrade.h"

#include <boost/test/unit_test.hpp>

#include "ops/install/apply.h"
#include "store/migrate.h"
#include "tests/unit/ops/install/with_share.h"

namespace lockspire::ops {
namespace {

namespace fs = std::filesystem;

struct Upgraded : WithShare {
  testing::FakeClock clock;
  std::string server = places.snippets() + "/lockspire-server.conf";
  std::string unit = places.units() + "/lockspire-token.service";

  Upgraded() { carry_out(plan(), "olga", clock, random); }

  InstallManifest manifest() { return manifest_beside(places.config()).value(); }

  InstallPlan upgrade(bool accept_weaker = false) {
    return make_upgrade_plan(manifest(), share, "1.2.4", accept_weaker, random);
  }

  // As an older version would have installed it.
  void was_installed_as(const std::string& path, const std::string& content) {
    write(path, content);
    InstallManifest changed = manifest();
    for (ManagedFile& file : changed.managed_files) {
      if (file.path == path) file.checksum = checksum_of(content);
    }
    write(places.manifest(), print_manifest(changed));
  }

  void was_unknown(const std::string& path) {
    InstallManifest changed = manifest();
    std::erase_if(changed.managed_files,
                  [&](const ManagedFile& file) { return file.path == path; });
    write(places.manifest(), print_manifest(changed));
  }

  static InstallAction action(const InstallPlan& plan, const std::string& path) {
    for (const InstallStep* step : plan.all()) {
      if (step->file.path == path) return step->action;
    }
    return InstallAction::kUnchanged;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(upgrade_test, Upgraded)

BOOST_AUTO_TEST_CASE(without_a_manifest_there_is_no_upgrade) {
  BOOST_TEST(!manifest_beside(folder.file("elsewhere/lockspire.toml")));
  write(places.manifest(), "{}");
  BOOST_TEST(!manifest_beside(places.config()));
}

BOOST_AUTO_TEST_CASE(edited_file_is_refused_by_name_with_a_fix) {
  write(server, read(server) + "# mine\n");
  const InstallPlan plan = upgrade();
  BOOST_REQUIRE(plan.is_refused());
  for (const InstallStep* step : plan.all()) {
    if (step->action != InstallAction::kRefuse) continue;
    BOOST_TEST(step->file.path == server);
    BOOST_TEST(step->why.starts_with(server));
    BOOST_TEST(step->why.find("fix: ") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(missing_file_is_refused) {
  fs::remove(server);
  BOOST_TEST((action(upgrade(), server) == InstallAction::kRefuse));
}

BOOST_AUTO_TEST_CASE(file_that_is_new_does_not_overwrite_another) {
  was_unknown(server);
  write(server, "somebody's\n");
  BOOST_TEST((action(upgrade(), server) == InstallAction::kRefuse));
}

BOOST_AUTO_TEST_CASE(file_that_would_lose_protection_is_refused_unless_accepted) {
  was_installed_as(unit, read(unit) + "ProtectSystem=stricter\n");
  BOOST_TEST((action(upgrade(), unit) == InstallAction::kRefuse));
  BOOST_TEST((action(upgrade(true), unit) == InstallAction::kUpdate));
}

BOOST_AUTO_TEST_CASE(accepting_weaker_does_not_overwrite_what_was_edited) {
  write(unit, read(unit) + "ProtectSystem=stricter\n");
  BOOST_TEST((action(upgrade(true), unit) == InstallAction::kRefuse));
}

BOOST_AUTO_TEST_CASE(protection_lost_counts_lines) {
  const std::string twice = "  limit_req zone=a;\n  limit_req zone=a;\nother\n";
  BOOST_TEST(protection_lost(twice, twice).empty());
  BOOST_TEST(protection_lost("other\n", "").empty());
  BOOST_TEST(protection_lost("", twice).empty());
  BOOST_REQUIRE(protection_lost(twice, "limit_req zone=a;\n").size() == 1U);
}

BOOST_AUTO_TEST_CASE(unedited_file_of_an_older_version_is_updated) {
  const std::string now = read(server);
  was_installed_as(server, "# older\n");
  const InstallPlan plan = upgrade();
  BOOST_TEST((action(plan, server) == InstallAction::kUpdate));
  carry_out(plan, "olga", clock, random);
  BOOST_TEST(read(server) == now);
  BOOST_TEST(manifest().version == "1.2.4");
  BOOST_TEST((action(upgrade(), server) == InstallAction::kUnchanged));
}

BOOST_AUTO_TEST_CASE(file_that_is_new_in_this_version_is_created) {
  was_unknown(server);
  fs::remove(server);
  carry_out(upgrade(), "olga", clock, random);
  BOOST_TEST(!read(server).empty());
}

BOOST_AUTO_TEST_CASE(files_of_the_host_are_not_looked_at) {
  write(places.config(), "issuer = 7\n");
  write(places.templates() + "/consent.tpl", "mine");
  fs::remove(places.stubs() + "/lockspire_session.mjs");
  const InstallPlan plan = upgrade();
  BOOST_TEST(!plan.is_refused());
  BOOST_TEST((action(plan, places.config()) == InstallAction::kUnchanged));
  carry_out(plan, "olga", clock, random);
  BOOST_TEST(read(places.config()) == "issuer = 7\n");
  BOOST_TEST(!fs::exists(places.stubs() + "/lockspire_session.mjs"));
}

BOOST_AUTO_TEST_CASE(older_database_is_backed_up_and_migrated) {
  const std::string path = folder.file("old.db");
  auto migrations = store::load_migrations(testing::schema_folder());
  const std::vector<store::Migration> first{migrations.front()};
  store::migrate(path, first);
  const auto done = upgrade_database(path, testing::schema_folder(), clock.now());
  BOOST_TEST(done.from == 1);
  BOOST_TEST(done.to == store::kSchemaVersion);
  BOOST_TEST(store::schema_version(path) == store::kSchemaVersion);
  BOOST_TEST(store::schema_version(done.backup) == 1);
  BOOST_TEST(!fs::exists(path + ".trial"));
}

BOOST_AUTO_TEST_CASE(current_database_is_left_alone) {
  const auto done = upgrade_database(places.database(), testing::schema_folder(), clock.now());
  BOOST_TEST(done.from == done.to);
  BOOST_TEST(done.backup.empty());
}

BOOST_AUTO_TEST_CASE(migration_that_fails_on_the_copy_leaves_the_database_alone) {
  const std::string path = folder.file("old.db");
  auto migrations = store::load_migrations(testing::schema_folder());
  store::migrate(path, {migrations.front()});
  const std::string broken = folder.file("schema");
  write(broken + "/0001_core.sql", migrations.front().sql);
  write(broken + "/0002_broken.sql", "CREATE TABLE nonsense (;\n");
  BOOST_CHECK_THROW(upgrade_database(path, broken, clock.now()), store::StoreFault);
  BOOST_TEST(store::schema_version(path) == 1);
  BOOST_TEST(!fs::exists(path + ".trial"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
