#include "protocol/guard/route.h"

#include <boost/test/unit_test.hpp>

namespace lockspire::guard {
namespace {

Route route_of(const std::string& name, const Words& methods, const Words& scopes = {"read"}) {
  return {.name = name,
          .path = "/api/" + name,
          .methods = methods,
          .resource = "https://example.com/api",
          .scopes = scopes,
          .acr = {},
          .max_age = std::nullopt};
}

std::string fingerprint(const Route& route) {
  return RouteTable({route}).entries().front().fingerprint;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(route_test)

BOOST_AUTO_TEST_CASE(entry_is_found_by_name_and_method) {
  const RouteTable table({route_of("notes", {"GET"}), route_of("notes", {"POST", "PUT"}, {"write"}),
                          route_of("other", {})});
  BOOST_TEST(table.find("notes", "GET")->route.scopes.front() == "read");
  BOOST_TEST(table.find("notes", "PUT")->route.scopes.front() == "write");
  BOOST_TEST(table.find("other", "ANYTHING")->route.name == "other");
  for (const char* method : {"DELETE", "get", "OPTIONS", ""}) {
    BOOST_TEST(table.find("notes", method) == nullptr);
  }
  BOOST_TEST(table.find("", "GET") == nullptr);
  BOOST_TEST(table.find("note", "GET") == nullptr);
  BOOST_TEST(!table.has(""));
  BOOST_TEST(!RouteTable().has("notes"));
  BOOST_TEST(join_words(table.methods_of("notes")) == "GET HEAD POST PUT");
}

// RFC 9110 9.3.2: HEAD is GET without a body.
BOOST_AUTO_TEST_CASE(head_goes_where_get_goes) {
  BOOST_TEST(route_of("notes", {"GET"}).takes("HEAD"));
  BOOST_TEST(!route_of("notes", {"POST"}).takes("HEAD"));
}

BOOST_AUTO_TEST_CASE(fingerprint_is_of_the_whole_policy) {
  const Route route = route_of("notes", {"GET"});
  BOOST_TEST((fingerprint(route) == fingerprint(route_of("notes", {"GET"}))));
  std::vector<Route> others(7, route);
  others[0].name = "other";
  others[1].path = "/api";
  others[2].methods = {"POST"};
  others[3].resource = "https://example.com";
  others[4].scopes = {"read", "write"};
  others[5].acr = {"read"};
  others[6].max_age = Seconds(60);
  for (const Route& other : others) BOOST_TEST((fingerprint(other) != fingerprint(route)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::guard
