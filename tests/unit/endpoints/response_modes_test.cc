// How endpoints/pages sends an authorization response, and what protects the pages.
#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using testing::authorize_query;

Client phone_client() {
  Client client = testing::native_client("phone");
  client.redirect_uris = {"com.example.app:/cb"};
  return client;
}

Client query_client() {
  Client client = testing::web_client("query");
  client.redirect_uris = {"https://app.example/cb?foo=b%61r&x"};
  return client;
}

struct Modes : testing::Site {
  const Client app = add(testing::web_client());
  testing::Browser browser{*this};

  http::Response error_in_mode(const std::string& mode) {
    return browser.authorize(
        authorize_query(app, {{"prompt", "none"}, {"response_mode", mode}, {"state", "a b\"<"}}));
  }
};

void check_page_headers(const http::Response& page) {
  BOOST_TEST(page.find_header("Cache-Control") == "no-store");
  BOOST_TEST(page.find_header("X-Frame-Options") == "DENY");
  BOOST_TEST(page.find_header("X-Content-Type-Options") == "nosniff");
  BOOST_TEST(page.find_header("Referrer-Policy") == "no-referrer");
  BOOST_TEST(page.find_header("Access-Control-Allow-Origin").empty());
  const std::string_view policy = page.find_header("Content-Security-Policy");
  for (const char* part : {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"}) {
    BOOST_TEST(policy.find(part) != std::string_view::npos);
  }
  BOOST_TEST(policy.find("unsafe") == std::string_view::npos);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(response_modes_test, Modes)

// OIDC MultipleTypes 2.1: the query is the default of code.
BOOST_AUTO_TEST_CASE(query_and_fragment_are_redirects) {
  const std::string rest =
      "error=login_required&error_description=the%20person%20must%20log%20in&"
      "state=a%20b%22%3C&iss=https%3A%2F%2Fexample.com%2Flockspire";
  BOOST_TEST(error_in_mode("").find_header("Location") == "https://app.example/cb?" + rest);
  BOOST_TEST(error_in_mode("query").find_header("Location") == "https://app.example/cb?" + rest);
  const auto fragment = error_in_mode("fragment");
  BOOST_TEST(fragment.status() == 302);
  BOOST_TEST(fragment.find_header("Location") == "https://app.example/cb#" + rest);
}

// RFC 6749 10.14: values that came in are escaped where they go out.
BOOST_AUTO_TEST_CASE(form_post_is_a_page_with_escaped_fields) {
  const auto page = error_in_mode("form_post");
  BOOST_TEST(page.status() == 200);
  check_page_headers(page);
  BOOST_TEST(page.body().find("data-page=\"form-post\"") != std::string::npos);
  BOOST_TEST(testing::attribute_in(page, "action=\"") == "https://app.example/cb");
  BOOST_TEST(testing::attribute_in(page, "name=\"state\" value=\"") == "a b&quot;&lt;");
  BOOST_TEST(page.find_header("Content-Security-Policy").find("script-src 'self'") !=
             std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(unknown_mode_is_an_error_in_the_default_one) {
  const auto response = error_in_mode("web_message");
  BOOST_TEST(testing::answer_in(response).at("error") == "invalid_request");
  BOOST_TEST(response.find_header("Location").find('?') != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(form_post_to_a_private_use_scheme_is_an_error_by_redirect) {
  const Client phone = add(phone_client());
  const auto response = browser.authorize(authorize_query(
      phone, {{"redirect_uri", "com.example.app:/cb"}, {"response_mode", "form_post"}}));
  BOOST_TEST(response.status() == 302);
  BOOST_TEST(response.find_header("Location").starts_with("com.example.app:/cb?error=invalid_r"));
}

// RFC 6749 3.1.2: the query of the redirect URI is kept and added to.
// RFC 6749 3.1.2 #query: the query of a redirect URI is kept and added to.
BOOST_AUTO_TEST_CASE(registered_query_stays_in_front_as_it_is) {
  const Client client = add(query_client());
  const auto response = browser.authorize(authorize_query(
      client, {{"redirect_uri", client.redirect_uris.front()}, {"prompt", "none"}}));
  BOOST_TEST(response.find_header("Location")
                 .starts_with("https://app.example/cb?foo=b%61r&x&error=login_required&"));
}

// RFC 6749 10.13: pages cannot be framed.
// RFC 9700 4.16 #frames: pages cannot be framed.
BOOST_AUTO_TEST_CASE(error_page_is_locked_down) {
  const auto page = browser.authorize({});
  check_page_headers(page);
  BOOST_TEST(page.find_header("Content-Security-Policy").find("form-action 'none'") !=
             std::string_view::npos);
  BOOST_TEST(page.find_header("Content-Security-Policy").find("script-src") ==
             std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(consent_page_may_lead_to_the_scheme_of_the_client) {
  browser.sign_in(testing::ada());
  const auto page_of = [&](const Client& client, const char* uri) {
    const auto response = browser.authorize(authorize_query(client, {{"redirect_uri", uri}}));
    return browser.get(response.find_header("Location"));
  };
  const auto web = page_of(app, testing::kCallback);
  check_page_headers(web);
  BOOST_TEST(web.find_header("Content-Security-Policy").ends_with("form-action 'self' https:"));
  const auto phone = page_of(add(phone_client()), "com.example.app:/cb");
  BOOST_TEST(phone.find_header("Content-Security-Policy")
                 .ends_with("form-action 'self' https: com.example.app:"));
}

// RFC 9700 4.2.4: no page tells the next one where the person came from.
BOOST_AUTO_TEST_CASE(redirect_is_not_stored_and_sends_no_referrer) {
  const auto response = error_in_mode("query");
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
  BOOST_TEST(response.find_header("Referrer-Policy") == "no-referrer");
  BOOST_TEST(response.find_header("Access-Control-Allow-Origin").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
