#include "http/cookie.h"

#include <boost/test/unit_test.hpp>

using namespace lockspire;        // NOLINT(google-build-using-namespace)
using namespace lockspire::http;  // NOLINT(google-build-using-namespace)

namespace {

using Strings = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(cookie_test)

// RFC 6265 4.2.1: pairs, separated by a semicolon and a space.
BOOST_AUTO_TEST_CASE(every_cookie_of_the_name_is_found) {
  const std::string_view header = "a=1; b=2;a=3; \ta=4 ;c; a=; a=x=y; =z; a=1";
  BOOST_TEST((cookie_values(header, "a") == Strings{"1", "3", "4", "", "x=y", "1"}));
  BOOST_TEST((cookie_values(header, "b") == Strings{"2"}));
}

BOOST_AUTO_TEST_CASE(other_names_are_not_taken_for_it) {
  for (const char* header : {"", ";", "; ;", "session", "Session=1", "xsession=1", "session2=1",
                             "session =1", "s ession=1", "a=session=1", "a=\"; b=session",
                             "__Host-session=1", "%73ession=1", "session\t=1"}) {
    BOOST_TEST(cookie_values(header, "session").empty(), header);
  }
}

// A value is opaque: nothing is unquoted or decoded, so one cookie has one spelling.
BOOST_AUTO_TEST_CASE(values_are_taken_as_they_are) {
  BOOST_TEST((cookie_values("a=\"1\"", "a") == Strings{"\"1\""}));
  BOOST_TEST((cookie_values("a=%31", "a") == Strings{"%31"}));
  BOOST_TEST((cookie_values("a=1,2", "a") == Strings{"1,2"}));
  BOOST_TEST((cookie_values("a= 1", "a") == Strings{" 1"}));
}

BOOST_AUTO_TEST_CASE(names_are_listed_by_prefix) {
  const std::string_view header = "i_1=a; x=b; i_2=c; i_=d; I_3=e; y=i_4; i_5";
  BOOST_TEST((cookie_names(header, "i_") == Strings{"i_1", "i_2", "i_"}));
  BOOST_TEST(cookie_names(header, "z_").empty());
  BOOST_TEST(cookie_names("", "i_").empty());
}

// RFC 6265 4.1.2: no Domain, so the cookie goes back to this host only.
BOOST_AUTO_TEST_CASE(set_cookie_has_every_attribute) {
  BOOST_TEST(print({.name = "__Host-i", .value = "v", .max_age = Seconds(60), .secure = true}) ==
             "__Host-i=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
  BOOST_TEST(print({.name = "i", .value = "", .max_age = Seconds(0), .secure = false}) ==
             "i=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

BOOST_AUTO_TEST_SUITE_END()
