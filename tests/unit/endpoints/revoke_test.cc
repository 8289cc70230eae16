// The revocation endpoint around its rule: method, caller, answer, headers, CORS.
#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using testing::error_in;

struct Revoking : testing::Site {
  const Client app = add(testing::web_client());
  const Client native = add(testing::native_client());
  const std::string token = testing::member(redeem(app, code_for(app)), "access_token");

  http::Response send(const http::Request& request) {
    auto all = services();
    return endpoints::revoke(request, all);
  }
  http::Request good_request() const {
    http::Request request = testing::post("/lockspire/revoke", {{"token", token}});
    request.authorization = testing::basic("app", "secret-of-app");
    return request;
  }
  bool is_live() { return userinfo(token).status() == 200; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(revoke_test, Revoking)

// RFC 7009 2.1: POST only.
BOOST_AUTO_TEST_CASE(other_methods_are_refused) {
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE"}) {
    http::Request request = good_request();
    request.method = method;
    const auto response = send(request);
    BOOST_TEST(response.status() == 405);
    BOOST_TEST(response.find_header("Allow") == "POST, OPTIONS");
  }
  BOOST_TEST(is_live());
}

// RFC 7009 2.1: a confidential client authenticates, a public one says who it is.
BOOST_AUTO_TEST_CASE(caller_must_be_known) {
  http::Request nobody = good_request();
  nobody.authorization = "";
  BOOST_TEST(send(nobody).status() == 401);
  http::Request wrong = good_request();
  wrong.authorization = testing::basic("app", "wrong");
  BOOST_TEST(send(wrong).status() == 401);
  const auto claimed =
      send(testing::post("/lockspire/revoke", {{"token", token}, {"client_id", "app"}}));
  BOOST_TEST(claimed.status() == 401);
  BOOST_TEST(is_live());
}

BOOST_AUTO_TEST_CASE(query_is_not_read) {
  http::Request request = good_request();
  request.query = request.body;
  request.body = "";
  BOOST_TEST(error_in(send(request)) == "invalid_request");
  BOOST_TEST(is_live());
}

// RFC 7009 2.2: 200, with nothing to read in it.
BOOST_AUTO_TEST_CASE(success_is_an_empty_200) {
  const auto response = send(good_request());
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(response.body().empty());
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
  BOOST_TEST(!is_live());
  BOOST_TEST(send(good_request()).status() == 200);
}

BOOST_AUTO_TEST_CASE(public_client_revokes_its_own) {
  const auto own = testing::member(redeem(native, code_for(native)), "access_token");
  const auto response =
      send(testing::post("/lockspire/revoke", {{"token", own}, {"client_id", "native"}}));
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(userinfo(own).status() == 401);
}

BOOST_AUTO_TEST_CASE(foreign_token_is_an_alert) {
  const Client thief = add(testing::web_client("thief"));
  http::Request request = good_request();
  request.authorization = testing::basic("thief", "secret-of-thief");
  const auto response = send(request);
  BOOST_TEST(response.status() == 400);
  BOOST_TEST(error_in(response) == "unauthorized_client");
  BOOST_TEST(is_live());
  const std::string text = log_text();
  BOOST_TEST(text.find("reason=revoke.foreign ") != std::string::npos);
  BOOST_TEST(text.find("level=alert") != std::string::npos);
  BOOST_TEST(text.find(token) == std::string::npos);
}

// A single page app gives its tokens back itself.
BOOST_AUTO_TEST_CASE(origins_of_clients_may_read_the_answer) {
  http::Request request = good_request();
  request.origin = "https://app.example";
  BOOST_TEST(send(request).find_header("Access-Control-Allow-Origin") == "https://app.example");
  http::Request stranger = good_request();
  stranger.origin = "https://stranger.example";
  const auto response = send(stranger);
  BOOST_TEST(response.find_header("Access-Control-Allow-Origin").empty());
  BOOST_TEST(response.find_header("Vary") == "Origin");
}

BOOST_AUTO_TEST_CASE(preflight_revokes_nothing) {
  http::Request request = good_request();
  request.method = "OPTIONS";
  request.origin = "https://app.example";
  const auto response = send(request);
  BOOST_TEST(response.status() == 204);
  BOOST_TEST(response.find_header("Access-Control-Allow-Methods") == "POST, OPTIONS");
  BOOST_TEST(is_live());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
