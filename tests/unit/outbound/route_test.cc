#include "outbound/route.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace lockspire::outbound;

namespace {

Deadline soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(5);
}

// A resolver that knows one answer for every name.
Resolver answers(const std::vector<std::string_view>& texts) {
  return [texts](const std::string&, Deadline) -> std::expected<std::vector<Address>, std::string> {
    std::vector<Address> addresses;
    for (const auto text : texts) addresses.push_back(*parse_address(text));
    return addresses;
  };
}

Rules strict(const std::vector<std::string_view>& texts = {"93.184.216.34"}) {
  return {.resolver = answers(texts)};
}

// "open", or what refuses the URL.
std::string verdict(std::string_view url, const Rules& rules) {
  const auto route = find_route(url, rules, soon());
  if (route) return "open";
  switch (route.error().kind) {
    case FailureKind::kUrl:
      return "url";
    case FailureKind::kName:
      return "name";
    case FailureKind::kAddress:
      return "address";
    default:
      return "other";
  }
}

struct Row {
  std::string_view url;
  std::string_view verdict;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(route_test)

BOOST_AUTO_TEST_CASE(a_url_is_refused_before_anything_is_looked_up) {
  constexpr std::array kRows{
      Row{"https://keys.example/jwks", "open"},
      Row{"HTTPS://KEYS.example/jwks", "open"},
      Row{"https://keys.example:443/jwks?v=1", "open"},
      Row{"http://keys.example/jwks", "url"},
      Row{"file:///etc/passwd", "url"},
      Row{"ftp://keys.example/jwks", "url"},
      Row{"gopher://keys.example/", "url"},
      Row{"ldap://keys.example/", "url"},
      Row{"https:keys.example/jwks", "url"},
      Row{"https:///jwks", "url"},
      Row{"https://user:pass@keys.example/jwks", "url"},
      Row{"https://keys.example@evil.example/jwks", "url"},
      Row{"https://keys.example/jwks#fragment", "url"},
      Row{"https://keys.example:22/", "url"},
      Row{"https://keys.example:6379/", "url"},
      Row{"https://keys.example:0/", "url"},
      Row{"https://keys.example:/", "url"},
      Row{"https://keys.example:65536/", "url"},
      Row{"https://keys.ex%61mple/", "url"},
      Row{"https://keys.example\\@evil.example/", "url"},
      Row{"https://keys.example /", "url"},
      Row{"https://keys.example,evil.example/", "url"},
      Row{"https://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1/", "url"},
      Row{"", "url"},
  };
  for (const auto& [url, expected] : kRows) {
    BOOST_TEST_CONTEXT(url) {
      BOOST_TEST(verdict(url, strict()) == expected);
    }
  }
  BOOST_TEST(verdict("https://keys.example/" + std::string(2'048, 'a'), strict()) == "url");
  BOOST_TEST(verdict("https://" + std::string(254, 'a') + "/", strict()) == "url");
}

BOOST_AUTO_TEST_CASE(every_spelling_of_a_private_address_is_refused) {
  // The system's resolver reads these as inet_aton does.
  const Rules real;
  for (const std::string_view url :
       {"https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/",
        "https://017700000001/", "https://[::1]/", "https://[::ffff:7f00:1]/", "https://0/",
        "https://localhost/", "https://[64:ff9b::7f00:1]/", "https://169.254.169.254/latest/"}) {
    BOOST_TEST_CONTEXT(url) {
      BOOST_TEST(verdict(url, real) == "address");
    }
  }
  // Whether a name with its dot is looked for in the hosts file or in DNS, it leads nowhere else.
  BOOST_TEST(verdict("https://localhost./", real) != "open");
}

BOOST_AUTO_TEST_CASE(one_private_address_among_public_ones_refuses_them_all) {
  BOOST_TEST(verdict("https://k.example/", strict({"93.184.216.34", "10.0.0.1"})) == "address");
  BOOST_TEST(verdict("https://k.example/", strict({"93.184.216.34", "::1"})) == "address");
  BOOST_TEST(verdict("https://k.example/", strict({"93.184.216.34", "2606:4700::1"})) == "open");
}

BOOST_AUTO_TEST_CASE(an_exception_is_for_its_host_and_port_only) {
  Rules rules = strict({"10.0.0.1"});
  rules.exceptions = {"Keys.example:8443", "[::1]:9443"};
  BOOST_TEST(verdict("https://keys.example:8443/jwks", rules) == "open");
  BOOST_TEST(verdict("https://KEYS.EXAMPLE:8443/jwks", rules) == "open");
  BOOST_TEST(verdict("https://[::1]:9443/jwks", rules) == "open");
  BOOST_TEST(verdict("https://keys.example/jwks", rules) == "address");
  BOOST_TEST(verdict("https://keys.example:8444/jwks", rules) == "url");
  BOOST_TEST(verdict("https://other.example:8443/jwks", rules) == "url");
  BOOST_TEST(verdict("https://[::1]/jwks", rules) == "address");
  BOOST_TEST(verdict("http://keys.example:8443/jwks", rules) == "url");
}

BOOST_AUTO_TEST_CASE(an_operators_tool_may_go_anywhere_but_not_by_any_scheme) {
  Rules rules = strict({"127.0.0.1"});
  rules.reach = Reach::kAnywhere;
  BOOST_TEST(verdict("https://site.internal:8443/", rules) == "open");
  BOOST_TEST(verdict("http://localhost:8080/", rules) == "url");
  rules.allow_http = true;
  BOOST_TEST(verdict("http://localhost:8080/", rules) == "open");
  BOOST_TEST(verdict("ftp://localhost/", rules) == "url");
}

BOOST_AUTO_TEST_CASE(a_name_without_address_leads_nowhere) {
  BOOST_TEST(verdict("https://k.example/", strict({})) == "name");
  const Rules real;
  BOOST_TEST(verdict("https://no-such-host.invalid/", real) == "name");
}

// A name that means something else at the next look-up: only the first answer counts.
BOOST_AUTO_TEST_CASE(a_name_is_looked_up_once) {
  int asked = 0;
  const Rules rules{.resolver = [&](const std::string&, Deadline deadline) {
    ++asked;
    return answers({asked == 1 ? "93.184.216.34" : "127.0.0.1"})("", deadline);
  }};
  const auto route = find_route("https://k.example/", rules, soon());
  BOOST_TEST_REQUIRE(route.has_value());
  BOOST_TEST(asked == 1);
  BOOST_TEST(route->leads_to(*parse_address("93.184.216.34")));
  BOOST_TEST(!route->leads_to(*parse_address("127.0.0.1")));
}

BOOST_AUTO_TEST_SUITE_END()
