// The introspection endpoint around its rule: method, caller, shape of the answer, headers.
#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using testing::error_in;

constexpr const char* kJwt = "application/token-introspection+jwt";

struct Asking : testing::Site {
  Asking() {
    app = testing::web_client();
    app.introspection_signed_response_alg = jose::Alg::kEs256;
    add(app);
    token = testing::member(redeem(app, code_for(app)), "access_token");
  }

  http::Response send(const http::Request& request) {
    auto all = services();
    return endpoints::introspect(request, all);
  }
  http::Request good_request() const {
    http::Request request = testing::post("/lockspire/introspect", {{"token", token}});
    request.authorization = testing::basic("app", "secret-of-app");
    return request;
  }
  bool logged(const std::string& reason) const {
    return log_text().find("reason=" + reason + " ") != std::string::npos;
  }

  Client app;
  std::string token;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(introspect_test, Asking)

// RFC 7662 2.1: POST only, so that no token is in a log of queries.
BOOST_AUTO_TEST_CASE(other_methods_are_refused) {
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}) {
    http::Request request = good_request();
    request.method = method;
    const auto response = send(request);
    BOOST_TEST(response.status() == 405);
    BOOST_TEST(response.find_header("Allow") == "POST");
    BOOST_TEST(response.body().find(token) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(query_is_not_read) {
  http::Request request = good_request();
  request.query = request.body;
  request.body = "";
  BOOST_TEST(error_in(send(request)) == "invalid_request");
}

// RFC 7662 2.1: whoever asks must prove who it is.
BOOST_AUTO_TEST_CASE(caller_must_authenticate) {
  http::Request nobody = good_request();
  nobody.authorization = "";
  BOOST_TEST(send(nobody).status() == 401);
  http::Request wrong = good_request();
  wrong.authorization = testing::basic("app", "wrong");
  const auto refused = send(wrong);
  BOOST_TEST(refused.status() == 401);
  BOOST_TEST(error_in(refused) == "invalid_client");
  BOOST_TEST(refused.find_header("WWW-Authenticate") == "Basic realm=\"lockspire\"");
  http::Request own_token = good_request();
  own_token.authorization = "Bearer " + token;
  BOOST_TEST(send(own_token).status() == 401);
}

BOOST_AUTO_TEST_CASE(public_client_cannot_ask) {
  const Client native = add(testing::native_client());
  const auto response =
      send(testing::post("/lockspire/introspect", {{"token", token}, {"client_id", "native"}}));
  BOOST_TEST(response.status() == 401);
  BOOST_TEST(error_in(response) == "invalid_client");
  BOOST_TEST(logged("introspect.public_client"));
}

BOOST_AUTO_TEST_CASE(disabled_client_cannot_ask) {
  Client gone = testing::web_client("gone");
  gone.disabled_at = testing::kStart;
  add(gone);
  http::Request request = good_request();
  request.authorization = testing::basic("gone", "secret-of-gone");
  BOOST_TEST(send(request).status() == 401);
}

BOOST_AUTO_TEST_CASE(token_is_wanted_once) {
  for (const testing::Parameters& form :
       {testing::Parameters{}, testing::Parameters{{"token", ""}},
        testing::Parameters{{"token", token}, {"token", token}}}) {
    http::Request request = testing::post("/lockspire/introspect", form);
    request.authorization = good_request().authorization;
    const auto response = send(request);
    BOOST_TEST(response.status() == 400);
    BOOST_TEST(error_in(response) == "invalid_request");
  }
}

// RFC 7662 2.2: JSON, and never stored.
BOOST_AUTO_TEST_CASE(answer_is_json_that_nobody_stores) {
  const auto response = send(good_request());
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(response.find_header("Content-Type") == "application/json");
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
  BOOST_TEST(testing::member(response, "client_id") == "app");
}

// A resource server is no browser: no script may read what tokens are worth.
BOOST_AUTO_TEST_CASE(scripts_cannot_read_the_answer) {
  http::Request request = good_request();
  request.origin = "https://app.example";
  const auto response = send(request);
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(response.find_header("Access-Control-Allow-Origin").empty());
}

// RFC 9701 4: the Accept header asks for the signed form.
BOOST_AUTO_TEST_CASE(accept_header_asks_for_the_signed_form) {
  for (const char* accept : {kJwt, "application/json;q=0.5, application/token-introspection+jwt"}) {
    http::Request request = good_request();
    request.accept = accept;
    const auto response = send(request);
    BOOST_TEST(response.status() == 200);
    BOOST_TEST(response.find_header("Content-Type") == kJwt);
    BOOST_TEST(response.find_header("Cache-Control") == "no-store");
    const Json claims = testing::payload_of(response.body());
    BOOST_TEST(claims.view().member("token_introspection")->boolean("active").value());
  }
  for (const char* accept : {"", "*/*", "application/json", "application/jwt"}) {
    http::Request request = good_request();
    request.accept = accept;
    BOOST_TEST(send(request).find_header("Content-Type") == "application/json");
  }
}

// A refusal is JSON whatever form was asked for.
BOOST_AUTO_TEST_CASE(refusal_is_json) {
  http::Request request = good_request();
  request.accept = kJwt;
  request.body = "";
  const auto response = send(request);
  BOOST_TEST(response.find_header("Content-Type") == "application/json");
  BOOST_TEST(error_in(response) == "invalid_request");
}

BOOST_AUTO_TEST_CASE(token_is_never_logged) {
  http::Request request = good_request();
  request.authorization = testing::basic("app", "guessed-secret");
  send(request);
  BOOST_TEST(log_text().find(token) == std::string::npos);
  BOOST_TEST(log_text().find("guessed-secret") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
