// What nginx hears about a request: 200 with who it is, 401 or 403 with all that the client is to
// get.
#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "store/access_tokens.h"
#include "tests/unit/protocol/guard/with_api.h"

namespace lockspire::endpoints {
namespace {

struct Guard : guard::WithApi {
  guard::RouteTable routes{make_routes()};
  guard::AdmissionCache cache;

  static std::vector<guard::Route> make_routes() {
    guard::Route read = guard::notes_route();
    read.methods = {"GET", "OPTIONS"};
    guard::Route write = guard::notes_route();
    write.methods = {"POST"};
    write.scopes = {"profile"};
    return {read, write};
  }

  static http::Request request(const std::string& token = "", const std::string& method = "GET") {
    http::Request request = testing::get("/_lockspire_guard");
    request.method = method;
    request.route = "notes";
    if (!token.empty()) request.authorization = "Bearer " + token;
    return request;
  }
  http::Response send(const http::Request& request) {
    auto all = services();
    all.routes = &routes;
    all.admissions = &cache;
    return endpoints::guard(request, all);
  }
  http::Response metadata(const std::string& path, const std::string& method = "GET") {
    http::Request request = testing::get(path);
    request.method = method;
    request.host = "example.com";
    auto all = services();
    all.routes = &routes;
    return discovery(request, all);
  }
};

std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.find_header(name));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(guard_test, Guard)

// RFC 6750 2.1: the Authorization header is understood.
BOOST_AUTO_TEST_CASE(good_token_is_200_with_who_it_is) {
  const auto response = send(request(token_of(app)));
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(header(response, "X-Auth-Subject") == "ada");
  BOOST_TEST(header(response, "X-Auth-Client") == "app");
  BOOST_TEST(header(response, "X-Auth-Scope") == "openid notes.read");
  BOOST_TEST(!header(response, "X-Auth-Claims").empty());
  BOOST_TEST(response.body().empty());
  BOOST_TEST(header(send(request(own_token(app))), "X-Auth-Subject").empty());
}

// RFC 6750 3.1 #no-credentials: a challenge without an error when nothing came.
BOOST_AUTO_TEST_CASE(request_without_a_token_is_401_without_an_error) {
  http::Request in_query = request();
  in_query.query = "access_token=" + token_of(app);
  http::Request in_cookie = request();
  in_cookie.cookie = "access_token=" + token_of(app);
  for (const auto& asked : {request(), in_query, in_cookie}) {
    const auto response = send(asked);
    BOOST_TEST(response.status() == 401);
    BOOST_TEST(header(response, "WWW-Authenticate").find("error=") == std::string::npos);
    BOOST_TEST(header(response, "X-Auth-Error") ==
               R"({"error":"invalid_token","error_description":"an access token is required"})");
    BOOST_TEST(header(response, "X-Auth-Subject").empty());
  }
}

BOOST_AUTO_TEST_CASE(refusal_has_status_challenge_and_body) {
  const std::string token = token_of(app);
  for (const std::string& bad : {token + "x", std::string("x")}) {
    const auto response = send(request(bad));
    BOOST_TEST(response.status() == 401);
    BOOST_TEST(header(response, "WWW-Authenticate").find(R"(error="invalid_token")") !=
               std::string::npos);
    BOOST_TEST(header(response, "X-Auth-Error") == response.body());
    BOOST_TEST(testing::error_in(response) == "invalid_token");
  }
  const auto forbidden = send(request(token, "POST"));
  BOOST_TEST(forbidden.status() == 403);
  BOOST_TEST(header(forbidden, "WWW-Authenticate").find(R"(scope="profile")") != std::string::npos);
  BOOST_TEST(log_text().find("reason=access_token.scope") != std::string::npos);
  BOOST_TEST(log_text().find(token) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(header_without_a_bearer_token_is_refused) {
  const std::string token = token_of(app);
  for (const std::string& value :
       {std::string("Bearer"), std::string("Bearer "), "Bearer " + token + " x"}) {
    http::Request asked = request();
    asked.authorization = value;
    const auto response = send(asked);
    BOOST_TEST(response.status() == 401);
    BOOST_TEST(testing::error_in(response) == "invalid_token");
    BOOST_TEST(header(response, "WWW-Authenticate").find("error=\"invalid_token\"") !=
               std::string::npos);
  }
}

// RFC 6750 3.1 #other-scheme: a challenge without an error when another scheme came.
BOOST_AUTO_TEST_CASE(header_of_another_scheme_is_challenged_without_an_error) {
  const std::string token = token_of(app);
  for (const std::string& value :
       {"Basic " + token, "DPoP " + token, "Bearerx " + token, token, std::string(" ")}) {
    http::Request asked = request();
    asked.authorization = value;
    const auto response = send(asked);
    BOOST_TEST(response.status() == 401);
    BOOST_TEST(header(response, "WWW-Authenticate").find("error=") == std::string::npos);
    BOOST_TEST(header(response, "X-Auth-Subject").empty());
    asked.method = "OPTIONS";
    asked.origin = "https://app.example";
    asked.access_control_request_method = "GET";
    BOOST_TEST(send(asked).status() == 401);
  }
}

// RFC 9110 5.5: white space around a field value is no part of it.
BOOST_AUTO_TEST_CASE(name_that_a_header_cannot_carry_lets_nobody_in) {
  for (const char* sub : {"ada ", " ada"}) {
    host::Session session = testing::ada();
    session.sub = Subject(sub);
    const std::string token = token_of(app, guard::kApi, "openid notes.read", session);
    BOOST_CHECK_THROW(send(request(token)), std::runtime_error);
  }
}

// RFC 9110 15.5.6: 405 says what is allowed.
BOOST_AUTO_TEST_CASE(method_of_no_route_is_refused_with_those_that_are_taken) {
  for (const char* method : {"DELETE", "PUT", "get", ""}) {
    const auto response = send(request(token_of(app), method));
    BOOST_TEST(response.status() == 403);
    BOOST_TEST(header(response, "X-Auth-Status") == "405");
    BOOST_TEST(header(response, "Allow") == "GET, HEAD, OPTIONS, POST");
  }
}

BOOST_AUTO_TEST_CASE(route_that_the_file_has_not_lets_nobody_in) {
  for (const char* name : {"", "note", "notes2", "NOTES"}) {
    http::Request asked = request(token_of(app));
    asked.route = name;
    BOOST_CHECK_THROW(send(asked), std::runtime_error);
  }
}

BOOST_AUTO_TEST_CASE(preflight_passes_where_options_are_named) {
  http::Request preflight = request("", "OPTIONS");
  BOOST_TEST(send(preflight).status() == 401);
  preflight.origin = "https://app.example";
  BOOST_TEST(send(preflight).status() == 401);
  preflight.access_control_request_method = "GET";
  const auto passed = send(preflight);
  BOOST_TEST(passed.status() == 200);
  BOOST_TEST(header(passed, "X-Auth-Client").empty());
  http::Request not_options = preflight;
  not_options.method = "GET";
  BOOST_TEST(send(not_options).status() == 401);
  guard::Route any = guard::notes_route();
  any.methods.clear();
  routes = guard::RouteTable({any});
  BOOST_TEST(send(preflight).status() == 401);
}

BOOST_AUTO_TEST_CASE(scripts_of_clients_may_read_refusals) {
  http::Request asked = request("x");
  asked.origin = "https://app.example";
  BOOST_TEST(header(send(asked), "Access-Control-Allow-Origin") == "https://app.example");
  asked.origin = "https://evil.example";
  BOOST_TEST(header(send(asked), "Access-Control-Allow-Origin").empty());
}

BOOST_AUTO_TEST_CASE(revoked_token_is_dead_within_a_second) {
  const std::string token = token_of(app);
  BOOST_TEST(send(request(token)).status() == 200);
  set("UPDATE access_tokens SET revoked_at = 1700000000");
  BOOST_TEST(send(request(token)).status() == 200);
  db.clock.advance(Seconds(1));
  BOOST_TEST(send(request(token)).status() == 401);
}

BOOST_AUTO_TEST_CASE(what_is_known_of_one_route_says_nothing_about_another) {
  const std::string token = token_of(app);
  BOOST_TEST(send(request(token)).status() == 200);
  BOOST_TEST(send(request(token, "POST")).status() == 403);
  BOOST_TEST(cache.size() == 1U);
}

BOOST_AUTO_TEST_CASE(refusals_are_not_kept) {
  const std::string token = token_of(app);
  set("UPDATE clients SET disabled_at = 1700000000");
  BOOST_TEST(send(request(token)).status() == 401);
  set("UPDATE clients SET disabled_at = NULL");
  BOOST_TEST(send(request(token)).status() == 200);
}

// RFC 9728 3.1: the documents of resources stand below the well-known path.
// RFC 9728 3.2: 200 and application/json.
BOOST_AUTO_TEST_CASE(metadata_of_a_resource_is_a_public_document) {
  const std::string path = "/.well-known/oauth-protected-resource/api";
  const auto response = metadata(path);
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(header(response, "Content-Type") == "application/json");
  BOOST_TEST(testing::member(response, "resource") == guard::kApi);
  BOOST_TEST(metadata(path, "HEAD").status() == 200);
  BOOST_TEST(metadata(path, "OPTIONS").status() == 204);
  BOOST_TEST(metadata(path, "POST").status() == 405);
  BOOST_TEST(metadata(path + "/x").status() == 404);
  BOOST_TEST(metadata("/.well-known/oauth-protected-resource").status() == 404);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
