#include "ops/install/inputs.h"

#include <boost/test/unit_test.hpp>

namespace lockspire::ops {
namespace {

InstallInputs good() {
  return {.issuer = "https://example.com/lockspire",
          .prefix = "/srv/site",
          .host = "node",
          .sigra_host = false};
}

bool is_refused_issuer(const std::string& issuer) {
  InstallInputs inputs = good();
  inputs.issuer = issuer;
  return !check_inputs(inputs);
}

bool is_refused_prefix(const std::string& prefix) {
  InstallInputs inputs = good();
  inputs.prefix = prefix;
  return !check_inputs(inputs);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inputs_test)

BOOST_AUTO_TEST_CASE(issuer_that_is_none_is_refused) {
  for (const char* issuer : {"", "example.com", "http://example.com/x", "https://example.com/x/",
                             "https://example.com:443/x", "https://example.com/x?y"}) {
    BOOST_TEST(is_refused_issuer(issuer), issuer);
  }
}

// nginx, systemd and ten languages would each read these in a way of their own.
BOOST_AUTO_TEST_CASE(issuer_with_characters_that_mean_something_is_refused) {
  for (const char* issuer :
       {"https://example.com/a'b", "https://example.com/$b", "https://example.com/a;b",
        "https://example.com/a@b", "https://example.com/a%20b", "https://example.com/(a)"}) {
    BOOST_TEST(is_refused_issuer(issuer), issuer);
  }
}

BOOST_AUTO_TEST_CASE(prefix_with_characters_that_mean_something_is_refused) {
  for (const char* prefix : {"", "/srv/a b", "/srv/a%i", "/srv/$HOME", "/srv/\"", "/srv/a;b"}) {
    BOOST_TEST(is_refused_prefix(prefix), prefix);
  }
}

BOOST_AUTO_TEST_CASE(prefix_too_long_for_a_socket_is_refused) {
  BOOST_TEST(is_refused_prefix("/" + std::string(90, 'a')));
}

BOOST_AUTO_TEST_CASE(host_without_a_stub_is_refused) {
  InstallInputs inputs = good();
  inputs.host = "cobol";
  BOOST_TEST(!check_inputs(inputs));
}

BOOST_AUTO_TEST_CASE(sigra_runs_on_elixir_only) {
  InstallInputs inputs = good();
  inputs.sigra_host = true;
  BOOST_TEST(!check_inputs(inputs));
  inputs.host.clear();
  const auto checked = check_inputs(inputs);
  BOOST_REQUIRE(checked);
  BOOST_TEST(checked->host == "elixir");
}

BOOST_AUTO_TEST_CASE(sigra_has_a_stub_of_its_own_under_the_same_name) {
  InstallInputs inputs = good();
  inputs.host = "elixir";
  const HostKind without = stub_of(inputs);
  inputs.sigra_host = true;
  BOOST_TEST(stub_of(inputs).installed == without.installed);
  BOOST_TEST(stub_of(inputs).shipped != without.shipped);
}

BOOST_AUTO_TEST_CASE(prefix_is_absolute_and_has_no_slash_at_its_end) {
  InstallInputs inputs = good();
  inputs.prefix = "/srv//site/./";
  BOOST_TEST(check_inputs(inputs)->prefix == "/srv/site");
  inputs.prefix = "/";
  BOOST_TEST(check_inputs(inputs)->prefix.empty());
  BOOST_TEST(Places("").config() == "/etc/lockspire/lockspire.toml");
}

BOOST_AUTO_TEST_CASE(issuer_without_a_path_is_taken) {
  InstallInputs inputs = good();
  inputs.issuer = "https://example.com";
  BOOST_REQUIRE(check_inputs(inputs));
  BOOST_TEST(policy_of(inputs).mount.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
