#include "endpoints/csrf.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"
#include "tests/support/builders.h"

namespace lockspire::endpoints {
namespace {

constexpr const char* kToken = "right-token";

// A form as our own page sends it: Referrer-Policy: no-referrer makes Origin null.
http::Request own_form() {
  http::Request request = testing::post("/lockspire/account/apps", {{"csrf_token", kToken}});
  request.origin = "null";
  request.sec_fetch_site = "same-origin";
  return request;
}

Result<Done> check(const http::Request& request) {
  return check_own_form(request, testing::form_of(request.body), testing::example_policy(), kToken,
                        "test.csrf");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csrf_test)

BOOST_AUTO_TEST_CASE(own_form_is_accepted) {
  BOOST_TEST(testing::reason_of(check(own_form())) == "accepted");
  http::Request with_origin = own_form();
  with_origin.origin = testing::example_policy().origin;
  BOOST_TEST(testing::reason_of(check(with_origin)) == "accepted");
}

// Not every browser sends them.
BOOST_AUTO_TEST_CASE(missing_headers_are_not_missed) {
  http::Request request = own_form();
  request.origin = "";
  request.sec_fetch_site = "";
  BOOST_TEST(testing::reason_of(check(request)) == "accepted");
  request.sec_fetch_site = "none";
  BOOST_TEST(testing::reason_of(check(request)) == "accepted");
}

BOOST_AUTO_TEST_CASE(form_of_another_origin_is_refused_even_with_the_token) {
  for (const char* origin :
       {"https://evil.example", "http://example.com", "https://example.com:8443",
        "https://example.com.evil.example", "https://www.example.com", "https://example.com/"}) {
    http::Request request = own_form();
    request.origin = origin;
    BOOST_TEST_CONTEXT(origin) {
      BOOST_TEST(testing::reason_of(check(request)) == "test.csrf");
    }
  }
}

BOOST_AUTO_TEST_CASE(form_of_another_site_is_refused_even_with_the_token) {
  for (const char* site : {"cross-site", "same-site", "Same-Origin", "x"}) {
    http::Request request = own_form();
    request.sec_fetch_site = site;
    BOOST_TEST_CONTEXT(site) {
      BOOST_TEST(testing::reason_of(check(request)) == "test.csrf");
    }
  }
}

BOOST_AUTO_TEST_CASE(token_must_be_there_once_and_right) {
  for (const testing::Parameters& form :
       {testing::Parameters{}, testing::Parameters{{"csrf_token", ""}},
        testing::Parameters{{"csrf_token", "right-toke"}},
        testing::Parameters{{"csrf_token", "right-tokenx"}},
        testing::Parameters{{"csrf_token", "Right-token"}},
        testing::Parameters{{"csrf_token", std::string("right-token\0", 12)}},
        testing::Parameters{{"CSRF_TOKEN", kToken}},
        testing::Parameters{{"csrf_token", kToken}, {"csrf_token", kToken}},
        testing::Parameters{{"csrf_token", "x"}, {"csrf_token", kToken}}}) {
    http::Request request = own_form();
    const std::string body = encode_parameters(form);
    const auto parsed = http::Form::parse(body);
    if (!parsed) continue;  // refused before
    const auto result =
        check_own_form(request, *parsed, testing::example_policy(), kToken, "test.csrf");
    BOOST_TEST_CONTEXT(body) {
      BOOST_TEST(testing::reason_of(result) == "test.csrf");
    }
  }
}

BOOST_AUTO_TEST_CASE(query_does_not_count) {
  http::Request request = own_form();
  request.query = request.body;
  request.body = "";
  BOOST_TEST(testing::reason_of(check(request)) == "test.csrf");
}

BOOST_AUTO_TEST_CASE(refusal_is_an_alert_without_the_token) {
  http::Request request = own_form();
  request.body = "csrf_token=guessed-token";
  const auto result = check(request);
  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().alert);
  BOOST_TEST(result.error().detail.find("guessed") == std::string::npos);
  BOOST_TEST(result.error().detail.find(kToken) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
