// What this suite proves beside the cases that cite for themselves:
// RFC 6750 3: the challenge; without a code when no credential was sent.
// The userinfo endpoint: how the token comes, what the challenges say.
#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using testing::error_in;
using testing::member;

struct Userinfo : testing::Site {
  const Client app = add(testing::web_client());
  const std::string token = member(redeem(app, code_for(app)), "access_token");

  http::Response send(const http::Request& request) {
    auto all = services();
    return endpoints::userinfo(request, all);
  }
  http::Request posted(const testing::Parameters& form) {
    return testing::post("/lockspire/userinfo", form);
  }
};

bool challenges(const http::Response& response, std::string_view error) {
  return response.find_header("WWW-Authenticate").find("error=\"" + std::string(error) + "\"") !=
         std::string_view::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(userinfo_test, Userinfo)

// RFC 6750 2.1: the header is understood.
// RFC 6750 2.2: so is a form in the body of a POST.
// OIDC Core 5.3.1: GET and POST.
BOOST_AUTO_TEST_CASE(token_comes_in_the_header_or_in_a_form) {
  BOOST_TEST(userinfo(token).status() == 200);
  BOOST_TEST(send(posted({{"access_token", token}})).status() == 200);
  http::Request empty_post = posted({});
  empty_post.content_type = "";
  empty_post.authorization = "bearer " + token;
  BOOST_TEST(send(empty_post).status() == 200);
}

// OIDC Core 5.3.2 #json: the answer is application/json.
BOOST_AUTO_TEST_CASE(answer_is_json_and_is_not_stored) {
  const auto response = userinfo(token);
  BOOST_TEST(response.find_header("Content-Type") == "application/json");
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
  BOOST_TEST(member(response, "sub") == "ada");
}

// RFC 6750 3.1 #no-credentials: a challenge without an error when nothing came.
// RFC 6750 2.2 #post: a form counts in a POST only.
// RFC 9700 4.3.2: no access token in a query.
BOOST_AUTO_TEST_CASE(request_without_a_token_is_challenged_without_an_error) {
  http::Request query = testing::get("/lockspire/userinfo", {{"access_token", token}});
  http::Request cookie = testing::get("/lockspire/userinfo");
  cookie.cookie = session_cookie(testing::ada());
  http::Request json = posted({{"access_token", token}});
  json.content_type = "application/json";
  http::Request get_with_form = posted({{"access_token", token}});
  get_with_form.method = "GET";
  for (const http::Request& request : {testing::get("/lockspire/userinfo"), query, cookie, json,
                                       get_with_form, posted({{"access_token", ""}})}) {
    const auto response = send(request);
    BOOST_TEST(response.status() == 401);
    BOOST_TEST(response.find_header("WWW-Authenticate") == "Bearer realm=\"lockspire\"");
    BOOST_TEST(response.body().empty());
  }
}

// RFC 6750 2: no more than one way a request.
// RFC 6750 3.1: that is invalid_request, 400.
BOOST_AUTO_TEST_CASE(token_that_is_given_twice_is_refused) {
  http::Request both = posted({{"access_token", token}});
  both.authorization = "Bearer " + token;
  http::Request twice = posted({{"access_token", token}});
  twice.body += "&access_token=" + token;
  for (const http::Request& request : {both, twice}) {
    const auto response = send(request);
    BOOST_TEST(response.status() == 400);
    BOOST_TEST(error_in(response) == "invalid_request");
    BOOST_TEST(challenges(response, "invalid_request"));
  }
}

// RFC 6750 3.1: 401 and invalid_token.
// OIDC Core 5.3.3: errors are those of bearer tokens.
BOOST_AUTO_TEST_CASE(token_that_does_not_hold_is_challenged_with_the_error) {
  for (const std::string& header :
       {std::string("Bearer x"), "Bearer " + token + "x", std::string("Bearer"),
        std::string("Bearer "), std::string("Bearer a b"), std::string("Bearer \"x\""),
        "Bearer " + std::string(100'000, 'a')}) {
    http::Request request = testing::get("/lockspire/userinfo");
    request.authorization = header;
    const auto response = send(request);
    BOOST_TEST_CONTEXT(header.substr(0, 60)) {
      BOOST_TEST(response.status() == 401);
      BOOST_TEST(challenges(response, "invalid_token"));
    }
  }
}

// RFC 6750 3.1 #other-scheme: a challenge without an error when another scheme came.
BOOST_AUTO_TEST_CASE(header_of_another_scheme_is_challenged_without_an_error) {
  for (const std::string& header :
       {testing::basic("app", "secret-of-app"), "Token " + token, "DPoP " + token, token}) {
    http::Request request = posted({{"access_token", token}});
    request.authorization = header;
    const auto response = send(request);
    BOOST_TEST(response.status() == 401);
    BOOST_TEST(response.find_header("WWW-Authenticate") == "Bearer realm=\"lockspire\"");
  }
}

// RFC 6750 3.1 #scope: 403, insufficient_scope and the scope that is needed.
BOOST_AUTO_TEST_CASE(token_without_openid_is_forbidden) {
  const auto response = userinfo(member(redeem(app, code_for(app, "notes.read")), "access_token"));
  BOOST_TEST(response.status() == 403);
  BOOST_TEST(challenges(response, "insufficient_scope"));
  BOOST_TEST(response.find_header("WWW-Authenticate").find("scope=\"openid\"") !=
             std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(scripts_of_client_origins_may_read_answers_and_errors) {
  http::Request request = testing::get("/lockspire/userinfo");
  request.origin = "https://app.example";
  for (const std::string& header : {"Bearer " + token, std::string("Bearer x"), std::string()}) {
    request.authorization = header;
    const auto response = send(request);
    BOOST_TEST(response.find_header("Access-Control-Allow-Origin") == "https://app.example");
    BOOST_TEST(response.find_header("Access-Control-Expose-Headers").find("WWW-Authenticate") !=
               std::string_view::npos);
    BOOST_TEST(response.find_header("Access-Control-Allow-Credentials").empty());
  }
  request.origin = "https://evil.example";
  BOOST_TEST(send(request).find_header("Access-Control-Allow-Origin").empty());
}

BOOST_AUTO_TEST_CASE(methods_are_get_post_and_options) {
  http::Request request = testing::get("/lockspire/userinfo");
  request.method = "OPTIONS";
  BOOST_TEST(send(request).status() == 204);
  for (const char* method : {"PUT", "DELETE", "HEAD"}) {
    request.method = method;
    BOOST_TEST(send(request).status() == 405);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
