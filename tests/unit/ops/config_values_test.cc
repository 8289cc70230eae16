#include "ops/config_values.h"

#include <array>

#include <boost/test/unit_test.hpp>

namespace lockspire::ops {
namespace {

std::string issuer_problem(const std::string& issuer) {
  Policy policy;
  const auto set = set_issuer(policy, issuer);
  BOOST_TEST((set || policy.issuer.empty()));
  return set ? "" : set.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(config_values_test)

// RFC 8414 2: https, no query, no fragment.
BOOST_AUTO_TEST_CASE(issuer_is_an_https_url_without_extras) {
  for (const char* good : {"https://example.com", "https://example.com/lockspire",
                           "https://example.com:8443/a/b", "https://[2001:db8::1]/x"}) {
    BOOST_TEST(issuer_problem(good).empty(), good);
  }
  for (const char* bad :
       {"", "example.com", "ftp://example.com", "https://", "https://example.com/",
        "https://example.com/a/", "https://example.com?x=1", "https://example.com/#",
        "https://user@example.com", "https://Example.com", "HTTPS://example.com",
        "https://example.com:443", "https://example.com//a", "https://example.com/a/../b",
        "https://example.com/./a", "https://example.com/a%2Fb", "https://example.com/a b"}) {
    BOOST_TEST(!issuer_problem(bad).empty(), bad);
  }
}

// RFC 6749 3.1 #tls: endpoints are reached over TLS, but on loopback.
BOOST_AUTO_TEST_CASE(plain_http_is_for_loopback_issuers_only) {
  for (const char* good : {"http://localhost:8080/lockspire", "http://127.0.0.1",
                           "http://127.1.2.3:81/x", "http://[::1]:8080"}) {
    BOOST_TEST(issuer_problem(good).empty(), good);
  }
  for (const char* bad :
       {"http://example.com", "http://127.0.0.1.example.com", "http://127.1",
        "http://localhost.example.com", "http://128.0.0.1", "http://[::2]", "http://127.0.0.256"}) {
    BOOST_TEST(!issuer_problem(bad).empty(), bad);
  }
}

BOOST_AUTO_TEST_CASE(issuer_gives_origin_and_mount) {
  Policy policy;
  BOOST_REQUIRE(set_issuer(policy, "http://localhost:8080/lockspire"));
  BOOST_TEST(policy.origin == "http://localhost:8080");
  BOOST_TEST(policy.mount == "/lockspire");
  BOOST_TEST(!policy.secure);
}

BOOST_AUTO_TEST_CASE(durations_have_a_unit) {
  BOOST_TEST(parse_duration("0s").value().count() == 0);
  BOOST_TEST(parse_duration("10s").value().count() == 10);
  BOOST_TEST(parse_duration("15m").value().count() == 900);
  BOOST_TEST(parse_duration("12h").value().count() == 43'200);
  BOOST_TEST(parse_duration("30d").value().count() == 2'592'000);
  for (const char* bad : {"", "s", "10", "10 s", " 10s", "-1s", "+1s", "1.5h", "1h30m", "10S", "1w",
                          "99999999999999999999d", "3651d", "0x10s"}) {
    BOOST_TEST(!parse_duration(bad), bad);
  }
}

BOOST_AUTO_TEST_CASE(durations_print_in_their_largest_unit) {
  BOOST_TEST(print_duration(Seconds(0)) == "0s");
  BOOST_TEST(print_duration(Seconds(90)) == "90s");
  BOOST_TEST(print_duration(Seconds(3'600)) == "1h");
  BOOST_TEST(print_duration(Seconds(172'800)) == "2d");
}

// RFC 6749 3.3: printable ASCII without space, quote and backslash.
BOOST_AUTO_TEST_CASE(scope_names_have_the_characters_of_the_grammar) {
  BOOST_TEST(is_scope_name("notes.read"));
  BOOST_TEST(is_scope_name("https://api.example/x"));
  for (const char* bad : {"", "a b", "a\"", "a\\", "a\n", "ä"})
    BOOST_TEST(!is_scope_name(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
