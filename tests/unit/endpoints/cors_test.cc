#include "endpoints/cors.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

struct Scripts : testing::Site {
  Client with_callback(const std::string& id, const std::string& callback) {
    Client client = testing::web_client(id);
    client.redirect_uris = {callback};
    return add(client);
  }
  const Client app = add(testing::web_client());
  const Client other = with_callback("other", "https://spa.example:8443/cb");
  const Client local = with_callback("local", "http://127.0.0.1:5173/cb");

  http::Response answer(const std::string& origin) {
    http::Request request = testing::get("/lockspire/token");
    request.origin = origin;
    auto all = services();
    http::Response response(200);
    allow_client_origin(request, all, response);
    return response;
  }
  std::string allowed(const std::string& origin) {
    return std::string(answer(origin).find_header("Access-Control-Allow-Origin"));
  }
};

bool has_header(const http::Response& response, std::string_view name) {
  return !response.find_header(name).empty();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cors_test, Scripts)

BOOST_AUTO_TEST_CASE(origins_of_redirect_uris_may_read) {
  for (const char* origin :
       {"https://app.example", "https://spa.example:8443", "http://127.0.0.1:5173"}) {
    BOOST_TEST(allowed(origin) == origin);
  }
}

// An origin is scheme, host and port, and nothing that resembles them.
BOOST_AUTO_TEST_CASE(other_origins_may_not) {
  for (const char* origin :
       {"", "null", "https://evil.example", "http://app.example", "https://app.example:443",
        "https://app.example.", "https://app.example/", "https://app.example.evil.example",
        "https://evil-app.example", "HTTPS://APP.EXAMPLE", "https://spa.example",
        "https://spa.example:8444", "http://127.0.0.1", "https://app.example%", "*"}) {
    BOOST_TEST_CONTEXT(origin) {
      BOOST_TEST(allowed(origin).empty());
      BOOST_TEST(!has_header(answer(origin), "Access-Control-Expose-Headers"));
    }
  }
}

// A cache between must not give the answer for one origin to another.
BOOST_AUTO_TEST_CASE(answer_always_varies_by_origin) {
  for (const char* origin : {"", "null", "https://evil.example", "https://app.example"}) {
    BOOST_TEST(answer(origin).find_header("Vary") == "Origin");
  }
}

BOOST_AUTO_TEST_CASE(credentials_are_never_allowed) {
  http::Response open(200);
  allow_any_origin(open);
  BOOST_TEST(open.find_header("Access-Control-Allow-Origin") == "*");
  for (const auto& response :
       {answer("https://app.example"), preflight("POST, OPTIONS"), std::move(open)}) {
    BOOST_TEST(!has_header(response, "Access-Control-Allow-Credentials"));
  }
}

BOOST_AUTO_TEST_CASE(preflight_names_methods_and_headers) {
  const auto response = preflight("GET, POST, OPTIONS");
  BOOST_TEST(response.status() == 204);
  BOOST_TEST(response.body().empty());
  BOOST_TEST(response.find_header("Access-Control-Allow-Methods") == "GET, POST, OPTIONS");
  BOOST_TEST(response.find_header("Access-Control-Allow-Headers") == "authorization, content-type");
  BOOST_TEST(!has_header(response, "Access-Control-Allow-Origin"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
