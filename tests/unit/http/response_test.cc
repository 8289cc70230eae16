#include "http/response.h"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

using namespace lockspire::http;  // NOLINT(google-build-using-namespace)

BOOST_AUTO_TEST_SUITE(response_test)

// CWE-113: no header value can end the header.
BOOST_AUTO_TEST_CASE(header_that_would_split_is_a_fault) {
  for (const std::string& text :
       {std::string("a\r\nSet-Cookie: b=c"), std::string("a\nb"), std::string("a\rb"),
        std::string("\n"), std::string("a\0b", 3), std::string("a\r")}) {
    Response response(200);
    BOOST_CHECK_THROW(response.header("X-A", text), std::logic_error);
    BOOST_CHECK_THROW(response.header(text, "x"), std::logic_error);
    BOOST_CHECK_THROW(redirect(302, "https://a/" + text), std::logic_error);
    BOOST_CHECK_THROW(response.body("text/plain" + text, "x"), std::logic_error);
    BOOST_TEST(response.headers().empty());
    BOOST_TEST(response.body().empty());
  }
}

// RFC 6749 5.1: Cache-Control: no-store and Pragma: no-cache.
BOOST_AUTO_TEST_CASE(json_is_never_stored) {
  const Response response = json(400, R"({"error":"x"})");
  BOOST_TEST(response.status() == 400);
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
  BOOST_TEST(response.find_header("Pragma") == "no-cache");
  BOOST_TEST(response.find_header("Content-Type") == "application/json");
  BOOST_TEST(response.body() == R"({"error":"x"})");
}

BOOST_AUTO_TEST_CASE(redirect_is_never_stored_and_sends_no_referrer) {
  const Response response = redirect(303, "https://a/cb?code=x");
  BOOST_TEST(response.status() == 303);
  BOOST_TEST(response.find_header("Location") == "https://a/cb?code=x");
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
  BOOST_TEST(response.find_header("Referrer-Policy") == "no-referrer");
  BOOST_TEST(response.body().empty());
}

// RFC 9110 15.5.6: 405 carries Allow.
BOOST_AUTO_TEST_CASE(refused_method_names_the_allowed_ones) {
  const Response response = method_not_allowed("GET, HEAD");
  BOOST_TEST(response.status() == 405);
  BOOST_TEST(response.find_header("Allow") == "GET, HEAD");
}

BOOST_AUTO_TEST_CASE(absent_header_is_empty) {
  Response response(200);
  response.header("Set-Cookie", "a=1").header("Set-Cookie", "b=2");
  BOOST_TEST(response.find_header("X-Missing").empty());
  BOOST_TEST(response.find_header("Set-Cookie") == "a=1");
  BOOST_TEST(response.headers().size() == 2U);
}

BOOST_AUTO_TEST_CASE(each_status_in_use_has_a_phrase) {
  BOOST_TEST(reason_phrase(200) == "OK");
  BOOST_TEST(reason_phrase(303) == "See Other");
  for (const int status : {201, 204, 302, 304, 400, 401, 403, 404, 405, 413, 429, 500, 503}) {
    BOOST_TEST(reason_phrase(status) != "Unknown", status);
  }
  BOOST_TEST(reason_phrase(999) == "Unknown");
}

BOOST_AUTO_TEST_SUITE_END()
