#include <filesystem>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "ops/config.h"
#include "tests/support/test_store.h"

namespace lockspire::ops {
namespace {

namespace fs = std::filesystem;

struct WithKeys {
  testing::TempFolder folder;
  Config config;

  WithKeys() {
    config.policy.issuer = "https://example.com/lockspire";
    config.policy.session_issuer = "https://example.com";
    config.sealing_key_file = write("sealing.key", base64url(std::string(32, 's')) + "\n");
    config.session_secrets = {{"main", write("main.key", base64url(std::string(32, 'm')) + "\n")}};
  }

  std::string write(const std::string& name, const std::string& text, unsigned mode = 0600) const {
    const std::string path = folder.file(name);
    std::ofstream(path) << text;
    fs::permissions(path, static_cast<fs::perms>(mode));
    return path;
  }

  std::string session_problem(const std::string& text, unsigned mode = 0600) {
    config.session_secrets = {{"main", write("other.key", text, mode)}};
    const auto rules = load_session_rules(config);
    if (rules) return "";
    BOOST_TEST(rules.error().starts_with(folder.file("other.key")));
    return rules.error();
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_files_test, WithKeys)

BOOST_AUTO_TEST_CASE(good_files_give_rules_and_key) {
  const auto rules = load_session_rules(config);
  BOOST_REQUIRE(rules);
  BOOST_TEST(rules->cookie_name == "__Host-lockspire_session");
  BOOST_TEST(rules->issuer == "https://example.com");
  BOOST_TEST(rules->audience == "https://example.com/lockspire");
  BOOST_REQUIRE(rules->secrets.size() == 1U);
  BOOST_TEST(rules->secrets[0].name == "main");
  BOOST_TEST(rules->secrets[0].key.reveal() == std::string(32, 'm'));
  const auto key = load_sealing_key(config);
  BOOST_REQUIRE(key);
  BOOST_TEST(key->bytes.reveal() == std::string(32, 's'));
  BOOST_TEST(!key->name.empty());
}

BOOST_AUTO_TEST_CASE(http_issuer_has_a_cookie_without_prefix) {
  config.policy.secure = false;
  BOOST_TEST(load_session_rules(config)->cookie_name == "lockspire_session");
}

BOOST_AUTO_TEST_CASE(group_may_read_but_others_may_not) {
  const std::string text = base64url(std::string(40, 'x'));
  BOOST_TEST(session_problem(text, 0640) == "");
  BOOST_TEST(session_problem(text, 0400) == "");
  for (const unsigned mode : {0644U, 0604U, 0660U, 0602U}) {
    BOOST_TEST(has(session_problem(text, mode), "chmod 0640"), mode);
  }
}

BOOST_AUTO_TEST_CASE(missing_file_is_named_with_the_fix) {
  config.session_secrets = {{"main", folder.file("absent.key")}};
  const auto rules = load_session_rules(config);
  BOOST_REQUIRE(!rules);
  BOOST_TEST(has(rules.error(), folder.file("absent.key")));
  BOOST_TEST(has(rules.error(), "openssl rand"));
}

BOOST_AUTO_TEST_CASE(folder_is_no_key_file) {
  config.sealing_key_file = folder.path();
  BOOST_TEST(has(load_sealing_key(config).error(), "is not a file"));
}

BOOST_AUTO_TEST_CASE(weak_or_malformed_secrets_are_refused) {
  BOOST_TEST(has(session_problem(""), "fewer than 32 bytes"));
  BOOST_TEST(has(session_problem(base64url(std::string(31, 'x'))), "fewer than 32 bytes"));
  BOOST_TEST(has(session_problem(base64url(std::string(32, '\0'))), "all zero"));
  BOOST_TEST(has(session_problem("not base64url!"), "base64url"));
  BOOST_TEST(has(session_problem(base64url(std::string(32, 'x')) + "="), "without padding"));
  const std::string line = base64url(std::string(32, 'x')) + "\n";
  BOOST_TEST(has(session_problem(line + line), "one line"));
  BOOST_TEST(has(session_problem(std::string(5'000, 'A')), "one line"));
}

BOOST_AUTO_TEST_CASE(one_secret_under_two_names_is_refused) {
  config.session_secrets.push_back({"next", config.session_secrets[0].path});
  BOOST_TEST(has(load_session_rules(config).error(), "same secret"));
}

BOOST_AUTO_TEST_CASE(session_secret_is_never_the_sealing_key) {
  config.session_secrets = {{"main", config.sealing_key_file}};
  BOOST_TEST(has(load_session_rules(config).error(), "sealing key"));
}

BOOST_AUTO_TEST_CASE(programs_that_may_not_read_the_sealing_key_still_have_rules) {
  config.sealing_key_file = folder.file("absent.key");
  BOOST_TEST(load_session_rules(config).has_value());
}

BOOST_AUTO_TEST_CASE(sealing_key_has_exactly_32_bytes) {
  config.sealing_key_file = write("long.key", base64url(std::string(33, 'x')));
  BOOST_TEST(has(load_sealing_key(config).error(), "must have 32 bytes"));
}

BOOST_AUTO_TEST_CASE(previous_sealing_keys_open_beside_the_newest) {
  config.previous_sealing_key_files = {write("old.key", base64url(std::string(32, 'o')))};
  const auto keys = load_sealing_keys(config);
  BOOST_REQUIRE(keys);
  BOOST_TEST(keys->previous.size() == 1U);
  BOOST_TEST(keys->previous[0].name != keys->newest.name);
}

BOOST_AUTO_TEST_CASE(previous_sealing_key_is_a_good_file_and_another_key) {
  config.previous_sealing_key_files = {folder.file("absent.key")};
  BOOST_TEST(has(load_sealing_keys(config).error(), "absent.key"));
  config.previous_sealing_key_files = {config.sealing_key_file};
  BOOST_TEST(has(load_sealing_keys(config).error(), "has the same key"));
}

BOOST_AUTO_TEST_CASE(client_secrets_have_a_key_that_opens_nothing_else) {
  config.policy.client_secret_jwt = true;
  config.client_secret_key_file = write("clients.key", base64url(std::string(32, 'c')));
  BOOST_TEST(load_client_secret_keys(config)->newest.bytes.reveal() == std::string(32, 'c'));
  config.previous_client_secret_key_files = {write("old.key", base64url(std::string(32, 'o')))};
  BOOST_TEST(load_client_secret_keys(config)->previous.size() == 1U);
  config.session_secrets = {{"main", config.client_secret_key_file}};
  BOOST_TEST(has(load_session_rules(config).error(), "is a sealing key too"));
  config.client_secret_key_file = config.sealing_key_file;
  BOOST_TEST(has(load_client_secret_keys(config).error(), "is the key of the signing keys too"));
  config.sealing_key_file = folder.file("absent.key");
  BOOST_TEST(load_client_secret_keys(config).has_value());
  config.client_secret_key_file = folder.file("absent.key");
  BOOST_TEST(has(load_client_secret_keys(config).error(), "absent.key"));
}

BOOST_AUTO_TEST_CASE(session_secret_is_no_previous_sealing_key_either) {
  const std::string old = write("old.key", base64url(std::string(32, 'o')));
  config.previous_sealing_key_files = {old};
  config.session_secrets = {{"main", old}};
  BOOST_TEST(has(load_session_rules(config).error(), "is a sealing key too"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
