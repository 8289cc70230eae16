// What this suite proves beside the cases that cite for themselves:
// RFC 9110 13.1.2: a list of entity tags, or *.
#include "endpoints/public_document.h"

#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using Endpoint = http::Response (*)(const http::Request& request, Services& services);

struct Documents : testing::Site {
  http::Response send(Endpoint endpoint, const http::Request& request) {
    auto all = services();
    return endpoint(request, all);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(public_document_test, Documents)

// OIDC Discovery 4: 200 and application/json.
// RFC 8414 3.2: the same for OAuth metadata.
// RFC 9700 2.6 #metadata: metadata is published.
BOOST_AUTO_TEST_CASE(documents_are_json_for_everybody) {
  for (const Endpoint endpoint : {&discovery, &jwks}) {
    const auto response = send(endpoint, testing::get("/x"));
    BOOST_TEST(response.status() == 200);
    BOOST_TEST(response.find_header("Content-Type") == "application/json");
    BOOST_TEST(response.find_header("Access-Control-Allow-Origin") == "*");
    BOOST_TEST(response.find_header("Cache-Control") == "public, max-age=300");
    BOOST_TEST(testing::json_of(response.body()).view().is_object());
  }
}

BOOST_AUTO_TEST_CASE(tag_of_the_same_text_is_answered_with_304) {
  const auto first = send(&jwks, testing::get("/x"));
  const std::string tag(first.find_header("ETag"));
  http::Request again = testing::get("/x");
  for (const std::string& sent : {tag, "\"x\", " + tag, "W/" + tag, std::string("*")}) {
    again.if_none_match = sent;
    const auto response = send(&jwks, again);
    BOOST_TEST(response.status() == 304);
    BOOST_TEST(response.body().empty());
    BOOST_TEST(response.find_header("ETag") == tag);
  }
  for (const char* other : {"", "\"x\"", "x"}) {
    again.if_none_match = other;
    BOOST_TEST(send(&jwks, again).status() == 200);
  }
  again.if_none_match = tag;
  BOOST_TEST(send(&discovery, again).status() == 200);
}

BOOST_AUTO_TEST_CASE(get_head_and_options_are_all) {
  http::Request request = testing::get("/x");
  request.method = "HEAD";
  BOOST_TEST(send(&discovery, request).status() == 200);
  request.method = "OPTIONS";
  const auto preflight = send(&discovery, request);
  BOOST_TEST(preflight.status() == 204);
  BOOST_TEST(preflight.find_header("Access-Control-Allow-Origin") == "*");
  for (const char* method : {"POST", "PUT", "DELETE"}) {
    request.method = method;
    const auto refused = send(&discovery, request);
    BOOST_TEST(refused.status() == 405);
    BOOST_TEST(refused.find_header("Allow") == "GET, HEAD, OPTIONS");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
