#include "ops/install/plan.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

#include "ops/config.h"
#include "ops/install/apply.h"
#include "ops/install/staged_files.h"
#include "ops/keys.h"
#include "tests/unit/ops/install/with_share.h"

namespace lockspire::ops {
namespace {

namespace fs = std::filesystem;

struct Installed : WithShare {
  testing::FakeClock clock;

  void install() { carry_out(plan(), "olga", clock, random); }

  // The steps that would do something.
  static std::vector<std::string> changes(const InstallPlan& plan) {
    std::vector<std::string> out;
    for (const InstallStep* step : plan.all()) {
      if (step->action == InstallAction::kUnchanged) continue;
      out.push_back(std::string(action_name(step->action)) + " " + step->file.path);
    }
    return out;
  }

  static bool is_managed(const InstallManifest& manifest, const std::string& path) {
    return std::ranges::find(manifest.managed_files, path, &ManagedFile::path) !=
           manifest.managed_files.end();
  }

  InstallManifest manifest() { return parse_manifest(read(places.manifest())).value(); }

  void refuses_only(const std::string& path) {
    const InstallPlan again = plan();
    BOOST_TEST(again.is_refused());
    BOOST_TEST((changes(again) == std::vector{"refuse " + path}));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(plan_test, Installed)

BOOST_AUTO_TEST_CASE(planning_writes_nothing) {
  plan();
  BOOST_TEST(!fs::exists(inputs.prefix));
}

BOOST_AUTO_TEST_CASE(edited_managed_file_is_refused) {
  install();
  const std::string path = places.snippets() + "/lockspire-server.conf";
  write(path, read(path) + "# mine\n");
  refuses_only(path);
}

BOOST_AUTO_TEST_CASE(edited_file_of_the_host_is_refused_too) {
  install();
  const std::string path = places.stubs() + "/lockspire_session.mjs";
  write(path, "// mine\n");
  refuses_only(path);
}

BOOST_AUTO_TEST_CASE(folder_in_the_place_of_a_file_is_refused) {
  fs::create_directories(places.sysusers());
  BOOST_TEST(plan().is_refused());
}

BOOST_AUTO_TEST_CASE(link_that_leads_nowhere_is_refused) {
  fs::create_directories(places.config_dir());
  fs::create_symlink("/nowhere", places.config());
  BOOST_TEST(plan().is_refused());
}

BOOST_AUTO_TEST_CASE(database_without_its_sealing_key_is_refused) {
  install();
  fs::remove(places.sealing_key());
  const InstallPlan again = plan();
  BOOST_TEST((again.database.action == InstallAction::kRefuse));
  BOOST_TEST(again.is_refused());
}

BOOST_AUTO_TEST_CASE(other_issuer_is_refused) {
  install();
  inputs.issuer = "https://example.com/other";
  BOOST_TEST(plan().is_refused());
}

BOOST_AUTO_TEST_CASE(failed_install_leaves_nothing_behind) {
  const InstallPlan planned = plan();
  write(inputs.prefix + "/etc/tmpfiles.d", "a file where a folder must be");
  BOOST_CHECK_THROW(carry_out(planned, "olga", clock, random), WriteProblem);
  std::vector<std::string> left;
  for (const auto& entry : fs::recursive_directory_iterator(inputs.prefix)) {
    if (entry.is_regular_file()) left.push_back(entry.path().filename().string());
  }
  BOOST_TEST((left == std::vector<std::string>{"tmpfiles.d"}));
}

BOOST_AUTO_TEST_CASE(second_install_changes_nothing) {
  install();
  BOOST_TEST(changes(plan()).empty());
}

BOOST_AUTO_TEST_CASE(missing_file_is_made_again_and_nothing_else) {
  install();
  fs::remove(places.tmpfiles());
  BOOST_TEST((changes(plan()) == std::vector{"create " + places.tmpfiles()}));
}

BOOST_AUTO_TEST_CASE(another_host_adds_its_stub) {
  install();
  inputs.host = "php";
  const std::string stub = places.stubs() + "/lockspire_session.php";
  BOOST_TEST((changes(plan()) == std::vector{"create " + stub, "update " + places.manifest()}));
}

BOOST_AUTO_TEST_CASE(secrets_are_made_once) {
  install();
  const std::string before = read(places.session_secret());
  install();
  BOOST_TEST(read(places.session_secret()) == before);
  BOOST_TEST(before != read(places.sealing_key()));
}

BOOST_AUTO_TEST_CASE(manifest_has_managed_files_only) {
  install();
  const InstallManifest made = manifest();
  BOOST_TEST(made.version == "1.2.3");
  BOOST_TEST(made.inputs.issuer == inputs.issuer);
  BOOST_TEST(made.inputs.host == "node");
  for (const ManagedFile& file : made.managed_files) {
    BOOST_TEST(file.checksum == checksum_of(read(file.path)), file.path);
  }
  BOOST_TEST(is_managed(made, places.snippets() + "/lockspire-http.conf"));
  BOOST_TEST(is_managed(made, places.sysusers()));
  BOOST_TEST(!is_managed(made, places.config()));
  BOOST_TEST(!is_managed(made, places.session_secret()));
  BOOST_TEST(!is_managed(made, places.templates() + "/consent.tpl"));
  BOOST_TEST(!is_managed(made, places.stubs() + "/lockspire_session.mjs"));
}

BOOST_AUTO_TEST_CASE(sigra_makes_the_same_files) {
  const auto paths = [](const InstallPlan& plan) {
    std::vector<std::string> out;
    for (const InstallStep* step : plan.all()) out.push_back(step->file.path);
    return out;
  };
  inputs.host = "elixir";
  const auto without = paths(plan());
  inputs.sigra_host = true;
  BOOST_TEST((paths(plan()) == without));
}

BOOST_AUTO_TEST_CASE(installed_configuration_is_fit_and_database_has_its_keys) {
  install();
  const auto config = load_config(places.config());
  BOOST_REQUIRE(config);
  BOOST_TEST(config->policy.issuer == inputs.issuer);
  BOOST_TEST(config->policy.session_issuer == "https://example.com");
  BOOST_TEST(config->database == places.database());
  BOOST_TEST(config->template_dir == places.templates());
  BOOST_REQUIRE(load_session_rules(*config));
  BOOST_REQUIRE(load_sealing_key(*config));
  store::Store store(config->database, store::Store::Access::kReadWrite, clock);
  const Operator who{store, clock, random, config->policy, "olga"};
  const auto keys = list_keys(who);
  BOOST_REQUIRE(keys.size() == 2U);
  for (const auto& key : keys) BOOST_TEST((key.state == store::KeyState::kActive));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
