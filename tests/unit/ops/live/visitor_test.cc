#include "ops/live/visitor.h"

#include <boost/test/unit_test.hpp>

namespace lockspire::ops::live {
namespace {

constexpr std::string_view kOrigin = "https://example.com";

// The path on the site, or "away".
std::string path(std::string_view location) {
  return path_on_site(location, kOrigin).value_or("away");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(visitor)

BOOST_AUTO_TEST_CASE(parameters_come_from_query_and_fragment) {
  BOOST_TEST(parameter_of("https://a.example/cb?x=1&code=a%2Bb+c", "code") == "a+b c");
  BOOST_TEST(parameter_of("https://a.example/cb#code=a&state=b", "state") == "b");
  BOOST_TEST(parameter_of("https://a.example/cb?code=a#code=b", "code") == "a");
  BOOST_TEST(parameter_of("/login?return_to=%2Fa%3Fb%3D1", "return_to") == "/a?b=1");
}

BOOST_AUTO_TEST_CASE(parameter_that_is_not_there_is_empty) {
  for (const char* url :
       {"", "?", "?code", "?code=", "?codex=1", "?xcode=1", "#", "?code=%zz", "/code=1"}) {
    BOOST_TEST(parameter_of(url, "code").empty());
  }
}

BOOST_AUTO_TEST_CASE(paths_of_the_site_are_on_it) {
  BOOST_TEST(path("/login?x=1") == "/login?x=1");
  BOOST_TEST(path("/") == "/");
  BOOST_TEST(path("https://example.com/a?b") == "/a?b");
  BOOST_TEST(path("https://EXAMPLE.com:443/a") == "/a");
}

BOOST_AUTO_TEST_CASE(everything_else_leads_away) {
  for (const char* location :
       {"", "//stranger.invalid/", "/\\stranger.invalid/", "https://stranger.invalid/",
        "http://example.com/", "https://example.com:444/", "https://example.com.stranger.invalid/",
        "https://example.com@stranger.invalid/", "javascript:alert(1)", "login",
        "\\/example.com"}) {
    BOOST_TEST(path(location) == "away", location);
  }
}

BOOST_AUTO_TEST_CASE(attribute_ends_at_its_quote) {
  const std::string page = R"(<form action="/a/b"><input name="csrf_token" value="t-1">)";
  BOOST_TEST(attribute_in(page, "action=\"") == "/a/b");
  BOOST_TEST(attribute_in(page, "name=\"csrf_token\" value=\"") == "t-1");
  BOOST_TEST(attribute_in(page, "id=\"").empty());
}

BOOST_AUTO_TEST_CASE(answer_is_json_when_it_says_so) {
  Answer answer{.asked = "GET /x",
                .status = 400,
                .headers = {{"content-type", "application/json"}},
                .body = R"({"error":"invalid_grant"})"};
  BOOST_TEST(answer.error() == "invalid_grant");
  BOOST_TEST(answer.what_came() == "GET /x: 400 invalid_grant");
  answer.headers = {{"content-type", "text/html"}};
  BOOST_TEST(answer.error().empty());
  answer.headers = {{"content-type", "application/json"}};
  answer.body = "[1]";
  BOOST_TEST(!answer.json());
  answer.body = "{";
  BOOST_TEST(!answer.json());
}

BOOST_AUTO_TEST_CASE(answer_that_did_not_come_says_why) {
  const Answer answer{.asked = "GET /x", .problem = "nobody listens"};
  BOOST_TEST(answer.what_came() == "GET /x: nobody listens");
  BOOST_TEST(answer.header("location").empty());
}

BOOST_AUTO_TEST_CASE(visitor_stops_before_the_next_request) {
  const Way way{.origin = "http://127.0.0.1:1", .options = {}, .stopped = [] { return true; }};
  BOOST_CHECK_THROW(Visitor(way).get("/"), Interrupted);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops::live
