// The checks apart from nginx: each rule, and what breaks it.
#include "ops/verify/checks.h"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "ops/install/apply.h"
#include "ops/install/upgrade.h"
#include "ops/verify/file_facts.h"
#include "ops/verify/verify.h"
#include "tests/support/builders.h"
#include "tests/unit/ops/install/with_share.h"
#include "tests/unit/ops/words.h"

namespace lockspire::ops {
namespace {

store::SigningKeyRow key(const std::string& kid, const std::string& alg, store::KeyState state) {
  return {.kid = kid,
          .alg = alg,
          .state = state,
          .public_jwk = "{}",
          .private_key = std::nullopt,
          .created_at = from_unix(1'000'000),
          .published_at = from_unix(1'000'000),
          .activated_at = from_unix(1'000'000),
          .retiring_at = from_unix(1'000'000)};
}

struct WithKeyFacts {
  testing::SeededRandom random;
  KeyFacts facts{.rows = {key("one", "ES256", store::KeyState::kActive),
                          key("two", "RS256", store::KeyState::kActive)},
                 .sealing = SealingKeys{.newest = {"here", Secret(std::string(32, 'k'))}},
                 .now = from_unix(1'000'100),
                 .publish_wait = Seconds(300)};

  void seal_first(const std::string& name, char fill) {
    const SealingKey sealing{name, Secret(std::string(32, fill))};
    facts.rows[0].private_key = seal(sealing, store::sealing_purpose("one"), Secret("x"), random);
  }
};

struct WithInstallation : WithShare {
  SystemClock clock;
  std::string config = places.config();

  WithInstallation() {
    share.programs = folder.file("programs");
    for (const std::string& program : shipped_programs(share)) {
      write(share.programs + "/lockspire-" + program, "x");
      std::filesystem::permissions(share.programs + "/lockspire-" + program,
                                   std::filesystem::perms::owner_all);
    }
    std::filesystem::create_directories(inputs.prefix);
    carry_out(plan(), "tester", clock, random);
  }

  std::string found() {
    const SystemClock now;
    return words(verify({.config_path = config,
                         .share = share,
                         .version = "1.2.3",
                         .with_nginx = false,
                         .nginx = {},
                         .nginx_dump = {}},
                        now));
  }

  void change(const std::string& path, const std::string& before, const std::string& after) {
    std::string text = read(path);
    const auto at = text.find(before);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, before);
    write(path, text.replace(at, before.size(), after));
  }
};

FileFacts secret(unsigned mode) {
  FileFacts file;
  file.path = "/etc/x";
  file.exists = true;
  file.is_file = true;
  file.mode = mode;
  file.owner = "root";
  file.group = "lockspire";
  return file;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verify_checks_test)

BOOST_AUTO_TEST_CASE(a_secret_is_for_its_owner_and_its_group) {
  const Readers readers{"lockspire"};
  BOOST_TEST(check_secret_file(secret(0640), "it", readers).code == "file.mode");
  BOOST_TEST(words({check_secret_file(secret(0640), "it", readers)}) == "");
  for (const unsigned mode : {0644U, 0641U, 0660U, 0650U, 0602U}) {
    BOOST_TEST(words({check_secret_file(secret(mode), "it", readers)}) == "ERROR file.mode");
  }
  BOOST_TEST(words({check_secret_file(secret(0040), "it", readers)}) == "ERROR file.unreadable");
  BOOST_TEST(words({check_secret_file(secret(0600), "it", readers)}) == "ERROR file.owner");
  BOOST_TEST(words({check_secret_file(secret(0600), "it", {})}) == "");
  FileFacts other = secret(0640);
  other.group = "root";
  BOOST_TEST(words({check_secret_file(other, "it", readers)}) == "ERROR file.owner");
  other.is_file = false;
  BOOST_TEST(words({check_secret_file(other, "it", readers)}) == "ERROR file.not_a_file");
  BOOST_TEST(words({check_secret_file({}, "it", readers)}) == "ERROR file.missing");
}

BOOST_AUTO_TEST_CASE(a_disk_has_room) {
  const std::uint64_t mib = 1'048'576;
  const DiskFacts good{"/d", 9'000 * mib, 90'000 * mib, 1'000, 10'000};
  BOOST_TEST(words({check_disk(good)}) == "");
  DiskFacts disk = good;
  disk.free_bytes = 400 * mib;
  BOOST_TEST(words({check_disk(disk)}) == "WARN disk.nearly_full");
  disk.free_bytes = 40 * mib;
  BOOST_TEST(words({check_disk(disk)}) == "ERROR disk.full");
  disk = good;
  disk.free_nodes = 3;
  BOOST_TEST(words({check_disk(disk)}) == "ERROR disk.full");
  BOOST_TEST(words({check_disk(look_at_disk("/nowhere/at/all"))}) == "ERROR disk.unknown");
}

BOOST_AUTO_TEST_CASE(a_clock_does_not_go_back) {
  const Instant now = from_unix(2'000'000);
  BOOST_TEST(words({check_clock({now, now + Seconds(5), now})}) == "");
  BOOST_TEST(words({check_clock({now, now + Seconds(3'600), now})}) == "ERROR clock.behind");
  BOOST_TEST(words({check_clock({now, std::nullopt, now + Seconds(200'000)})}) ==
             "ERROR clock.behind");
  BOOST_TEST(words({check_clock({now, std::nullopt, std::nullopt})}) == "");
}

BOOST_FIXTURE_TEST_CASE(a_key_signs_with_each_algorithm, WithKeyFacts) {
  BOOST_TEST(words(check_keys(facts)) == "");
  facts.rows[0].compromised_at = facts.now;
  BOOST_TEST(words(check_keys(facts)) == "ERROR key.compromised");
  facts.rows[0] = key("one", "ES256", store::KeyState::kPublished);
  BOOST_TEST(words(check_keys(facts)) == "ERROR key.none_active");
  facts.rows.clear();
  BOOST_TEST(words(check_keys(facts)) == "ERROR key.none_active, ERROR key.none_active");
}

BOOST_FIXTURE_TEST_CASE(the_sealing_key_opens_what_is_sealed, WithKeyFacts) {
  seal_first("here", 'k');
  BOOST_TEST(words(check_keys(facts)) == "");
  seal_first("there", 'o');
  BOOST_TEST(words(check_keys(facts)) == "ERROR key.sealed_otherwise");
  facts.sealing.reset();
  BOOST_TEST(words(check_keys(facts)) == "");
}

BOOST_FIXTURE_TEST_CASE(a_rotation_is_not_forgotten, WithKeyFacts) {
  facts.rows.push_back(key("three", "ES256", store::KeyState::kPublished));
  facts.rows.push_back(key("four", "ES256", store::KeyState::kRetiring));
  facts.rows.push_back(key("five", "ES256", store::KeyState::kGenerated));
  facts.rows.push_back(key("six", "ES256", store::KeyState::kRetired));
  BOOST_TEST(words(check_keys(facts)) == "");
  facts.now += Seconds(8 * 86'400);
  BOOST_TEST(words(check_keys(facts)) == "WARN key.waiting, WARN key.waiting, WARN key.waiting");
  facts.rows.resize(2);
  facts.now += Seconds(180 * 86'400);
  BOOST_TEST(words(check_keys(facts)) == "WARN key.old, WARN key.old");
}

BOOST_AUTO_TEST_CASE(a_unit_names_configuration_socket_and_program) {
  const std::string service =
      "[Service]\nExecStart=/bin/sh --config /c.toml\nStandardInput=socket\n";
  BOOST_TEST(problem_with_unit(service, "lockspire-token.service", "/c.toml", "/run") == "");
  BOOST_TEST(problem_with_unit(service, "lockspire-token.service", "/d.toml", "/run") ==
             "starts with another configuration");
  BOOST_TEST(problem_with_unit("[Service]\n", "lockspire-token.service", "/c.toml", "/run") ==
             "starts no program");
  BOOST_TEST(problem_with_unit("ExecStart=/nowhere --config /c.toml\nStandardInput=socket\n",
                               "lockspire-token.service", "/c.toml",
                               "/run") == "starts /nowhere, which is not there");
  BOOST_TEST(problem_with_unit("ExecStart=/bin/sh --config /c.toml\n", "lockspire-token.service",
                               "/c.toml", "/run") == "does not get its socket");
  const std::string socket = "ListenStream=/run/token.sock\nSocketMode=0660\n";
  BOOST_TEST(problem_with_unit(socket, "lockspire-token.socket", "/c.toml", "/run") == "");
  BOOST_TEST(problem_with_unit(socket, "lockspire-jwks.socket", "/c.toml", "/run") ==
             "listens on another socket than /run/jwks.sock");
  BOOST_TEST(problem_with_unit("ListenStream=/run/token.sock\nSocketMode=0666\n",
                               "lockspire-token.socket", "/c.toml",
                               "/run") == "opens its socket to everybody");
}

BOOST_AUTO_TEST_CASE(the_command_of_an_installation_is_its_inputs) {
  InstallInputs inputs{.issuer = "https://e.example/l", .prefix = "/p", .host = "node"};
  BOOST_TEST(install_command(inputs) ==
             "lockspire install --issuer https://e.example/l --prefix /p --host node");
  inputs.prefix = "";
  inputs.host = "elixir";
  inputs.sigra_host = true;
  BOOST_TEST(install_command(inputs) ==
             "lockspire install --issuer https://e.example/l --sigra-host");
}

BOOST_FIXTURE_TEST_CASE(a_new_installation_is_right, WithInstallation) {
  BOOST_TEST(found() == "");
}

BOOST_FIXTURE_TEST_CASE(a_configuration_that_is_not_valid_ends_it, WithInstallation) {
  change(config, "https://example.com/lockspire", "http://example.com/lockspire");
  BOOST_TEST(found() == "ERROR config.invalid");
}

BOOST_FIXTURE_TEST_CASE(long_lifetimes_are_named, WithInstallation) {
  change(config, "access_lifetime = \"10m\"", "access_lifetime = \"1d\"");
  BOOST_TEST(found() == "WARN config.lifetime");
  change(config, "login_path = \"/login\"", "login_path = \"/lockspire/login\"");
  BOOST_TEST(found() == "WARN config.lifetime, ERROR config.login_path");
}

BOOST_FIXTURE_TEST_CASE(a_secret_that_is_no_secret_is_named, WithInstallation) {
  write(places.session_secret(), "short\n");
  BOOST_TEST(found() == "ERROR secret.invalid");
  std::filesystem::remove(places.session_secret());
  BOOST_TEST(found() == "ERROR file.missing");
}

BOOST_FIXTURE_TEST_CASE(another_sealing_key_is_named, WithInstallation) {
  write(places.sealing_key(), "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE\n");
  BOOST_TEST(found() == "ERROR key.sealed_otherwise, ERROR key.sealed_otherwise");
}

BOOST_FIXTURE_TEST_CASE(a_page_that_is_missing_is_named, WithInstallation) {
  std::filesystem::remove(places.templates() + "/consent.tpl");
  BOOST_TEST(found() == "ERROR template.broken");
}

BOOST_FIXTURE_TEST_CASE(a_database_that_is_missing_is_named, WithInstallation) {
  std::filesystem::remove(places.database());
  BOOST_TEST(found() == "ERROR database.missing");
}

BOOST_FIXTURE_TEST_CASE(a_managed_file_that_was_edited_is_named, WithInstallation) {
  const std::string snippet = places.snippets() + "/guard.conf";
  change(snippet, "internal;", "");
  BOOST_TEST(found() == "ERROR install.edited");
  std::filesystem::remove(snippet);
  BOOST_TEST(found() == "ERROR install.missing");
}

BOOST_FIXTURE_TEST_CASE(a_file_of_another_version_is_named, WithInstallation) {
  const std::string snippet = places.snippets() + "/guard.conf";
  const std::string before = checksum_of(read(snippet));
  change(snippet, "internal;", "");
  change(places.manifest(), before, checksum_of(read(snippet)));
  change(places.manifest(), "1.2.3", "1.0.0");
  BOOST_TEST(found() == "ERROR install.stale, WARN install.version");
}

BOOST_FIXTURE_TEST_CASE(a_stub_that_went_away_is_named, WithInstallation) {
  std::filesystem::remove_all(places.stubs());
  BOOST_TEST(found() == "WARN host.stub_missing");
}

BOOST_FIXTURE_TEST_CASE(what_nobody_installed_is_said_to_be_so, WithInstallation) {
  std::filesystem::remove(places.manifest());
  BOOST_TEST(found() == "WARN install.none");
}

BOOST_FIXTURE_TEST_CASE(copies_of_snippets_are_named, WithInstallation) {
  const auto manifest = manifest_beside(config);
  BOOST_REQUIRE(manifest);
  const auto dump = [&](const std::string& path) {
    return words(check_snippet_copies("# configuration file " + path + ":\na;\n", *manifest));
  };
  BOOST_TEST(dump(places.snippets() + "/guard.conf") == "");
  BOOST_TEST(dump("/etc/nginx/guard.conf") == "ERROR nginx.stale_copy");
  BOOST_TEST(dump("/etc/nginx/conf.d/lockspire.conf") == "");
}

BOOST_FIXTURE_TEST_CASE(nginx_that_shows_nothing_is_named, WithInstallation) {
  const SystemClock now;
  const auto findings = verify({.config_path = config,
                                .share = share,
                                .version = "1.2.3",
                                .with_nginx = true,
                                .nginx = {.conf = "/nowhere.conf", .prefix = ""},
                                .nginx_dump = {}},
                               now);
  BOOST_TEST(words(findings) == "ERROR nginx.unreadable");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
