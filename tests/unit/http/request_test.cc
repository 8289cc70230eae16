#include "http/request.h"

#include <map>

#include <boost/test/unit_test.hpp>

using namespace lockspire;        // NOLINT(google-build-using-namespace)
using namespace lockspire::http;  // NOLINT(google-build-using-namespace)

namespace {

constexpr const char* kForm = "application/x-www-form-urlencoded";

Request with_type(const std::string& type, const std::string& body = "a=1") {
  Request request;
  request.method = "POST";
  request.content_type = type;
  request.body = body;
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(request_test)

BOOST_AUTO_TEST_CASE(parameters_become_values) {
  const std::map<std::string, std::string> parameters{{"REQUEST_METHOD", "POST"},
                                                      {"DOCUMENT_URI", "/lockspire/token"},
                                                      {"QUERY_STRING", "a=%20"},
                                                      {"REMOTE_ADDR", "127.0.0.1"},
                                                      {"REQUEST_ID", "r1"},
                                                      {"HTTP_COOKIE", "a=1"},
                                                      {"HTTP_AUTHORIZATION", "Basic x"}};
  const Request request = request_from([&](const char* name) {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string_view() : std::string_view(found->second);
  });
  BOOST_TEST(request.is("POST"));
  BOOST_TEST(!request.is("post"));
  BOOST_TEST(request.path == "/lockspire/token");
  BOOST_TEST(request.query == "a=%20");
  BOOST_TEST(request.remote_address == "127.0.0.1");
  BOOST_TEST(request.request_id.text() == "r1");
  BOOST_TEST(request.cookie == "a=1");
  BOOST_TEST(request.authorization == "Basic x");
  BOOST_TEST(request.origin.empty());
}

// Headers of the client's making never stand in for what nginx says.
// RFC 9700 4.13: what a proxy says comes from the proxy, never from a client's header.
BOOST_AUTO_TEST_CASE(headers_do_not_replace_what_nginx_says) {
  const Request request = request_from([](const char* name) {
    return std::string_view(name).starts_with("HTTP_") ? std::string_view("forged")
                                                       : std::string_view();
  });
  BOOST_TEST(request.method.empty());
  BOOST_TEST(request.remote_address.empty());
  BOOST_TEST(request.request_id.empty());
  BOOST_TEST(request.path.empty());
  BOOST_TEST(request.content_type.empty());
}

// RFC 6749 4.1.3: the format is application/x-www-form-urlencoded, in UTF-8.
BOOST_AUTO_TEST_CASE(form_content_type_may_have_a_charset) {
  for (const char* type :
       {kForm, "Application/X-WWW-Form-URLEncoded",
        "application/x-www-form-urlencoded; charset=utf-8",
        "application/x-www-form-urlencoded;charset=UTF-8", "application/x-www-form-urlencoded;",
        "application/x-www-form-urlencoded; charset=\"utf-8\""}) {
    BOOST_TEST(is_form(with_type(type)), type);
    BOOST_TEST(form_body(with_type(type)).value().required("a").value() == "1", type);
  }
}

BOOST_AUTO_TEST_CASE(other_content_types_are_refused) {
  for (const char* type : {"", "application/json", "text/plain", "multipart/form-data; boundary=x",
                           "application/x-www-form", "application/x-www-form-urlencodedx",
                           "x/application/x-www-form-urlencoded", "application/",
                           "application/x-www-form-urlencoded, application/json",
                           "application/x-www-form-urlencoded; charset=iso-8859-1",
                           "application/x-www-form-urlencoded; charset=utf-16",
                           "application/x-www-form-urlencoded; charset=utf-8; x=y",
                           "application/x-www-form-urlencoded; boundary=x"}) {
    const auto form = form_body(with_type(type));
    BOOST_REQUIRE_MESSAGE(!form, type);
    BOOST_TEST((form.error().code == ErrorCode::kInvalidRequest));
    BOOST_TEST(form.error().reason.text() == "request.content_type");
  }
}

BOOST_AUTO_TEST_CASE(encoded_body_is_refused) {
  for (const char* encoding : {"gzip", "deflate", "br", "identity", "x"}) {
    Request request = with_type(kForm);
    request.content_encoding = encoding;
    BOOST_TEST(!form_body(request), encoding);
  }
}

BOOST_AUTO_TEST_CASE(malformed_body_is_refused) {
  BOOST_TEST(!form_body(with_type(kForm, "a=%")));
  BOOST_TEST(form_body(with_type(kForm, "")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
