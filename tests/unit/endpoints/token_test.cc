// The token endpoint around its grants: method, content type, errors, headers, CORS.
#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using testing::error_in;

struct Tokens : testing::Site {
  const Client app = add(testing::web_client());

  http::Response send(const http::Request& request) {
    auto all = services();
    return endpoints::token(request, all);
  }
  http::Request good_request() {
    http::Request request =
        testing::post("/lockspire/token", {{"grant_type", "authorization_code"},
                                           {"code", code_for(app)},
                                           {"redirect_uri", testing::kCallback},
                                           {"code_verifier", testing::kVerifier}});
    request.authorization = testing::basic("app", "secret-of-app");
    return request;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(token_test, Tokens)

// RFC 6749 3.2: POST only.
BOOST_AUTO_TEST_CASE(other_methods_are_refused) {
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE"}) {
    http::Request request = good_request();
    request.method = method;
    const auto response = send(request);
    BOOST_TEST(response.status() == 405);
    BOOST_TEST(response.find_header("Allow") == "POST, OPTIONS");
  }
}

BOOST_AUTO_TEST_CASE(body_that_is_no_form_is_refused) {
  for (const char* type : {"", "application/json", "text/plain", "multipart/form-data; boundary=x",
                           "application/x-www-form-urlencoded; charset=utf-16"}) {
    http::Request request = good_request();
    request.content_type = type;
    const auto response = send(request);
    BOOST_TEST(response.status() == 400);
    BOOST_TEST(error_in(response) == "invalid_request");
  }
  http::Request encoded = good_request();
  encoded.content_encoding = "gzip";
  BOOST_TEST(error_in(send(encoded)) == "invalid_request");
  http::Request charset = good_request();
  charset.content_type = "application/x-www-form-urlencoded; charset=UTF-8";
  BOOST_TEST(send(charset).status() == 200);
}

// RFC 6749 2.3.1 #query: credentials stand in no query.
BOOST_AUTO_TEST_CASE(query_is_not_read) {
  http::Request request = good_request();
  request.query = request.body;
  request.body = "";
  BOOST_TEST(error_in(send(request)) == "invalid_request");
}

// RFC 6749 5.2: 401 with a challenge for a client that fails, 400 for the rest; never stored.
// RFC 6749 3.2.1: a confidential client authenticates at the token endpoint.
// RFC 6749 5.2 #challenge: a client that fails with a header gets 401 and a challenge.
BOOST_AUTO_TEST_CASE(error_has_the_shape_of_the_rfc) {
  http::Request stranger = good_request();
  stranger.authorization = testing::basic("app", "wrong");
  const auto unauthorized = send(stranger);
  BOOST_TEST(unauthorized.status() == 401);
  BOOST_TEST(error_in(unauthorized) == "invalid_client");
  BOOST_TEST(unauthorized.find_header("WWW-Authenticate") == "Basic realm=\"lockspire\"");
  http::Request spent = good_request();
  send(spent);
  const auto refused = send(spent);
  BOOST_TEST(refused.status() == 400);
  BOOST_TEST(error_in(refused) == "invalid_grant");
  for (const auto& response : {unauthorized, refused}) {
    BOOST_TEST(response.find_header("Content-Type") == "application/json");
    BOOST_TEST(response.find_header("Cache-Control") == "no-store");
    BOOST_TEST(!testing::member(response, "error_description").empty());
  }
}

BOOST_AUTO_TEST_CASE(refusal_is_logged_with_its_reason_and_no_secret) {
  http::Request request = good_request();
  send(request);
  send(request);
  const std::string log = log_text();
  BOOST_TEST(log.find("event=token.refused") != std::string::npos);
  BOOST_TEST(log.find("client_id=app") != std::string::npos);
  BOOST_TEST(log.find("rid=r1") != std::string::npos);
  BOOST_TEST(log.find("secret-of-app") == std::string::npos);
  BOOST_TEST(log.find(testing::kVerifier) == std::string::npos);
}

// The origins of redirect URIs may read the answer, errors too; nobody sends cookies along.
BOOST_AUTO_TEST_CASE(scripts_of_client_origins_may_read_the_answer) {
  for (const char* method : {"POST", "OPTIONS"}) {
    http::Request request = good_request();
    request.method = method;
    request.authorization = "";
    for (const char* origin :
         {"", "null", "https://evil.example", "https://app.example.evil", "http://app.example",
          "https://app.example:8443", "https://app.example/", "*"}) {
      request.origin = origin;
      const auto response = send(request);
      BOOST_TEST(response.find_header("Access-Control-Allow-Origin").empty());
      BOOST_TEST(response.find_header("Vary") == "Origin");
    }
    request.origin = "https://app.example";
    const auto response = send(request);
    BOOST_TEST(response.find_header("Access-Control-Allow-Origin") == "https://app.example");
    BOOST_TEST(response.find_header("Access-Control-Allow-Credentials").empty());
  }
}

BOOST_AUTO_TEST_CASE(preflight_says_what_may_be_sent) {
  http::Request request = testing::post("/lockspire/token", {});
  request.method = "OPTIONS";
  const auto response = send(request);
  BOOST_TEST(response.status() == 204);
  BOOST_TEST(response.find_header("Access-Control-Allow-Methods") == "POST, OPTIONS");
  BOOST_TEST(response.find_header("Access-Control-Allow-Headers").find("authorization") !=
             std::string_view::npos);
}

// Times are 64 bit all the way: in the database, in JWTs, in answers.
BOOST_AUTO_TEST_CASE(time_beyond_32_bits_is_a_time_like_others) {
  db.clock.advance(Seconds(std::int64_t{1} << 32));
  const auto answer = redeem(app, code_for(app, "openid offline_access"));
  BOOST_TEST(answer.status() == 200);
  const std::string access = testing::member(answer, "access_token");
  const std::int64_t exp = testing::payload_of(access).view().integer("exp").value();
  BOOST_TEST(exp == to_unix(db.clock.now() + policy.access_lifetime));
  BOOST_TEST(userinfo(access).status() == 200);
  BOOST_TEST(refresh(app, testing::member(answer, "refresh_token")).status() == 200);
  db.clock.advance(policy.access_lifetime);
  BOOST_TEST(userinfo(access).status() == 401);
}

// Spent is spent, whatever the clock says.
BOOST_AUTO_TEST_CASE(clock_that_was_set_back_makes_no_code_good_again) {
  const std::string code = code_for(app, "openid offline_access");
  const auto answer = redeem(app, code);
  const std::string expired = code_for(app);
  db.clock.advance(policy.code_lifetime);
  BOOST_TEST(error_in(redeem(app, expired)) == "invalid_grant");
  db.clock.advance(Seconds(-3'600));
  BOOST_TEST(error_in(redeem(app, expired)) == "invalid_grant");
  BOOST_TEST(userinfo(testing::member(answer, "access_token")).status() == 200);
  BOOST_TEST(error_in(redeem(app, code)) == "invalid_grant");
  BOOST_TEST(userinfo(testing::member(answer, "access_token")).status() == 401);
}

BOOST_AUTO_TEST_CASE(session_cookie_means_nothing_here) {
  http::Request request = good_request();
  request.authorization = "";
  request.cookie = session_cookie(testing::ada());
  BOOST_TEST(error_in(send(request)) == "invalid_client");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
