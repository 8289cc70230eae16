#include "ops/config.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::ops {
namespace {

constexpr const char* kIssuer = "issuer = \"https://example.com/lockspire\"\n";

struct WithFile {
  testing::TempFolder folder;
  std::string path = folder.file("lockspire.toml");

  std::expected<Config, ConfigProblems> load(const std::string& text) const {
    std::ofstream(path) << text;
    return load_config(path);
  }

  // The one problem that the text has, without the file name.
  std::string problem(const std::string& text) const {
    const auto config = load(text);
    if (config) return "no problem";
    BOOST_TEST(config.error().lines.size() == 1U);
    const std::string& line = config.error().lines.front();
    BOOST_TEST(line.starts_with(path));
    return line.substr(path.size());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(config_test, WithFile)

BOOST_AUTO_TEST_CASE(issuer_alone_is_enough) {
  const auto config = load(kIssuer);
  BOOST_REQUIRE(config);
  BOOST_TEST(config->policy.origin == "https://example.com");
  BOOST_TEST(config->policy.mount == "/lockspire");
  BOOST_TEST(config->policy.secure);
  BOOST_TEST(config->policy.session_issuer == "https://example.com");
  BOOST_TEST(config->policy.scopes.size() == 1U);
  BOOST_TEST(config->policy.scopes.contains("openid"));
  BOOST_TEST(config->policy.code_lifetime.count() == 60);
  BOOST_TEST(config->policy.refresh_cap.count() == 180 * 86'400);
  BOOST_TEST(config->workers.token == 64);
}

BOOST_AUTO_TEST_CASE(every_key_is_taken) {
  const auto config = load(std::string(kIssuer) + R"(
login_path = "/sign-in?from=oauth"
logout_path = "/out"
database = "data/ls.db"
sealing_key_file = "/keys/sealing"
client_secret_key_file = "c.key"
previous_client_secret_key_files = ["/keys/old"]
template_dir = "t"
schema_dir = "s"
[session]
secrets = [{ name = "new", file = "n.key" }, { name = "old", file = "o.key" }]
max_lifetime = "2h"
issuer = "https://example.com"
[scopes]
openid = "Know you"
profile = ""
"notes.read" = "Read your notes"
[tokens]
code_lifetime = "30s"
access_lifetime = "5m"
id_token_lifetime = "6m"
refresh_lifetime = "7d"
refresh_cap = "3s"
refresh_grace = "0s"
refresh_token_needs_offline_access = false
access_format = "opaque"
[interactions]
lifetime = "10m"
[metadata]
max_age = "1m"
[outbound]
allow_private = ["127.0.0.1:8443", "[::1]:9000", "internal.example:443"]
ca_file = "ca.crt"
[workers]
token = 16
[log]
level = "debug"
)");
  BOOST_REQUIRE(config);
  BOOST_TEST(config->policy.login_path == "/sign-in?from=oauth");
  BOOST_TEST(config->database == folder.file("data/ls.db"));
  BOOST_TEST(config->sealing_key_file == "/keys/sealing");
  BOOST_TEST(config->client_secret_key_file == folder.file("c.key"));
  BOOST_TEST(config->previous_client_secret_key_files == std::vector<std::string>{"/keys/old"});
  BOOST_TEST(config->policy.client_secret_jwt);
  BOOST_TEST(config->session_secrets.size() == 2U);
  BOOST_TEST(config->session_secrets[1].path == folder.file("o.key"));
  BOOST_TEST(config->policy.scopes.at("openid") == "Know you");
  BOOST_TEST(!config->policy.scopes.at("profile").empty());
  BOOST_TEST(config->policy.scopes.at("notes.read") == "Read your notes");
  BOOST_TEST(config->policy.refresh_cap.count() == 3);
  BOOST_TEST(config->policy.refresh_grace.count() == 0);
  BOOST_TEST(!config->policy.refresh_token_needs_offline_access);
  BOOST_TEST((config->policy.access_format == TokenFormat::kOpaque));
  BOOST_TEST(config->policy.allow_private.size() == 3U);
  BOOST_TEST(config->outbound_ca_file == folder.file("ca.crt"));
  BOOST_TEST(config->workers.token == 16);
  BOOST_TEST((config->log_level == LogLevel::kDebug));
}

BOOST_AUTO_TEST_CASE(missing_file_is_a_problem_that_names_it) {
  const auto config = load_config(folder.file("absent.toml"));
  BOOST_REQUIRE(!config);
  BOOST_TEST(config.error().lines.front().starts_with(folder.file("absent.toml")));
}

BOOST_AUTO_TEST_CASE(unknown_key_names_line_and_nearest_key) {
  BOOST_TEST(problem(std::string(kIssuer) + "[tokens]\nacces_lifetime = \"1m\"\n") ==
             ":3: tokens.acces_lifetime is unknown; did you mean tokens.access_lifetime?");
  BOOST_TEST(problem(std::string(kIssuer) + "[tokens]\nlevel = \"info\"\n") ==
             ":3: tokens.level is unknown; did you mean log.level?");
  BOOST_TEST(problem(std::string(kIssuer) + "quite_another_thing = 1\n") ==
             ":2: quite_another_thing is unknown");
}

BOOST_AUTO_TEST_CASE(unknown_section_is_one_problem) {
  BOOST_TEST(problem(std::string(kIssuer) + "[token]\na = 1\nb = 2\n") ==
             ":2: [token] is an unknown section");
}

BOOST_AUTO_TEST_CASE(all_problems_are_shown_in_the_order_of_lines) {
  const auto config = load("issuer = 1\nlogin_path = \"x\"\n[workers]\ntoken = 0\n");
  BOOST_REQUIRE(!config);
  BOOST_REQUIRE(config.error().lines.size() == 3U);
  BOOST_TEST(config.error().lines[0] == path + ":1: issuer must be a string, not a number");
  BOOST_TEST(config.error().lines[1] == path + ":2: login_path must be a path that begins with /");
  BOOST_TEST(config.error().lines[2] == path + ":4: workers.token must be from 1 to 1024");
}

BOOST_AUTO_TEST_CASE(missing_issuer_is_a_problem) {
  BOOST_TEST(problem("login_path = \"/login\"\n") == ": issuer is missing");
}

BOOST_AUTO_TEST_CASE(broken_toml_names_its_line) {
  BOOST_TEST(problem("issuer = \"x\"\n[tokens\n").starts_with(":2: "));
  BOOST_TEST(problem("issuer = \"x\"\nissuer = \"y\"\n").starts_with(":2: "));
}

BOOST_AUTO_TEST_CASE(impossible_values_are_refused) {
  const std::array<std::pair<const char*, const char*>, 18> cases{{
      {"login_path = \"//evil.example\"", "must not have //"},
      {"login_path = \"/login#top\"", "must not have a fragment"},
      {"login_path = \"/lo gin\"", "has characters that a URL cannot have"},
      {"database = \"\"", "must name a file"},
      {"database = [\"a\"]", "must be a string, not a list of strings"},
      {"[tokens]\ncode_lifetime = \"60\"", "must be a duration"},
      {"[tokens]\ncode_lifetime = \"11m\"", "must be from 1s to 10m"},
      {"[tokens]\ncode_lifetime = 60", "must be a string, not a number"},
      {"[tokens]\naccess_format = \"paseto\"", "must be \"jwt\" or \"opaque\""},
      {"[session]\nsecrets = []", "must be a list of tables"},
      {"[session]\nsecrets = [{ name = \"a\" }]", "wants tables of the form"},
      {"[session]\nsecrets = [{ name = \"a b\", file = \"f\" }]", "has a name that is not"},
      {"[session]\nsecrets = [{name=\"a\",file=\"f\"},{name=\"a\",file=\"g\"}]",
       "has one name twice"},
      {"[session]\nissuer = \"https://example.com/\"", "must be an origin"},
      {"[outbound]\nallow_private = [\"10.0.0.1\"]", "which must be host:port"},
      {"[outbound]\nallow_private = [\"10.0.0.1:0\"]", "which must have a port"},
      {"[scopes]\n\"a b\" = \"x\"", "is not the name of a scope"},
      {"[scopes]\nnotes = \"\"", "must have words"},
  }};
  for (const auto& [text, words] : cases) {
    const std::string found = problem(std::string(kIssuer) + text + "\n");
    BOOST_TEST(found.find(words) != std::string::npos, text << " gave " << found);
  }
}

BOOST_AUTO_TEST_CASE(flag_goes_before_the_environment) {
  ::setenv("LOCKSPIRE_CONFIG", "/from/environment", 1);
  BOOST_TEST(config_path("/from/flag") == "/from/flag");
  BOOST_TEST(config_path("") == "/from/environment");
  ::unsetenv("LOCKSPIRE_CONFIG");
  BOOST_TEST(config_path("") == "/etc/lockspire/lockspire.toml");
}

BOOST_AUTO_TEST_CASE(effective_values_say_where_they_come_from) {
  std::ofstream(path) << kIssuer << "[tokens]\nrefresh_cap = \"48h\"\n";
  const auto values = effective_values(path);
  BOOST_REQUIRE(values);
  const auto named = [&](const std::string& key) {
    return *std::ranges::find(*values, key, &EffectiveValue::key);
  };
  BOOST_TEST(named("tokens.refresh_cap").value == "\"2d\"");
  BOOST_TEST(named("tokens.refresh_cap").origin == path + ":3");
  BOOST_TEST(named("log.level").origin == "default");
  BOOST_TEST(named("scopes.openid").origin == "default");
}

// toml++ 3.3 takes a name for granted here, and would end the program.
BOOST_AUTO_TEST_CASE(a_table_without_a_name_is_refused) {
  BOOST_TEST(problem(std::string(kIssuer) + "[scopes]\n  [ !x]\n") == ":3: a table needs a name");
  BOOST_TEST(problem(std::string(kIssuer) + "[[{a = 1}]]\n") == ":2: a table needs a name");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
