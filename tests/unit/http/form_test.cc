#include "http/form.h"

#include <array>

#include <boost/test/unit_test.hpp>

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::http::Form;

namespace {

Form form(std::string_view text) {
  return Form::parse(text).value();
}

std::string repeat(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "p" + std::to_string(i) + "=x&";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(form_test)

// RFC 6749 B: application/x-www-form-urlencoded.
BOOST_AUTO_TEST_CASE(parameters_are_decoded_once) {
  const Form parsed = form("a=x+y&b=%252B&c=%26%3D&&d&=e&f=g=h");
  BOOST_TEST(parsed.required("a").value() == "x y");
  BOOST_TEST(parsed.required("b").value() == "%2B");
  BOOST_TEST(parsed.required("c").value() == "&=");
  BOOST_TEST(parsed.required("f").value() == "g=h");
  BOOST_TEST(parsed.has("d"));
  BOOST_TEST(!parsed.one("d").value());
}

BOOST_AUTO_TEST_CASE(encoded_name_is_the_same_name) {
  BOOST_TEST(form("client%5Fid=x").required("client_id").value() == "x");
  BOOST_TEST(!form("client%5Fid=x&client_id=y").one("client_id"));
}

// RFC 6749 3.1: a parameter without a value counts as omitted.
BOOST_AUTO_TEST_CASE(empty_parameter_counts_as_omitted) {
  for (const char* text :
       {"", "scope", "scope=", "&", "Scope=x", "scopes=x", "scope%00=x", "scope =x"}) {
    const Form parsed = form(text);
    BOOST_TEST(!parsed.one("scope").value(), text);
    const auto required = parsed.required("scope");
    BOOST_REQUIRE(!required);
    BOOST_TEST((required.error().code == ErrorCode::kInvalidRequest));
    BOOST_TEST(required.error().description.text() == "scope is missing");
  }
}

// RFC 6749 3.1: parameters must not be included more than once.
BOOST_AUTO_TEST_CASE(repeated_parameter_is_refused) {
  for (const char* text :
       {"a=1&a=2", "a=1&a=1", "a=&a=1", "a=1&a=", "a=&a=", "a&a", "a=1&b=2&a=3", "a=1&%61=2"}) {
    const auto value = form(text).one("a");
    BOOST_REQUIRE_MESSAGE(!value, text);
    BOOST_TEST((value.error().code == ErrorCode::kInvalidRequest));
    BOOST_TEST(value.error().description.text() == "a is repeated");
    BOOST_TEST(value.error().detail.find('1') == std::string::npos);
  }
  BOOST_TEST(form("a=1&a=2&b=3").required("b").value() == "3");
}

BOOST_AUTO_TEST_CASE(merged_forms_count_as_one) {
  Form query = form("a=1&b=2");
  query.merge(form("b=2&c=3"));
  BOOST_TEST(query.required("a").value() == "1");
  BOOST_TEST(query.required("c").value() == "3");
  BOOST_TEST(!query.one("b"));
}

BOOST_AUTO_TEST_CASE(malformed_percent_encoding_is_refused) {
  for (const char* text : {"a=%", "a=%4", "a=%zz", "%=a", "a=1&b=%", "a%4=1", "a=%%41"}) {
    const auto parsed = Form::parse(text);
    BOOST_REQUIRE_MESSAGE(!parsed, text);
    BOOST_TEST((parsed.error().code == ErrorCode::kInvalidRequest));
  }
}

BOOST_AUTO_TEST_CASE(nul_and_bytes_that_are_not_utf8_are_refused) {
  for (const char* text : {"a=x%00y", "a=%00", "a=%FF", "a=%C0%AF", "a=%ED%A0%80", "a=%C3"}) {
    BOOST_TEST(!form(text).one("a"), text);
    BOOST_TEST(!form(text).required("a"), text);
    BOOST_TEST(!form(text).all("a"), text);
  }
  BOOST_TEST(!form("a=\xff").one("a"));
  BOOST_TEST(form("a=%C3%A9").required("a").value() == "\xc3\xa9");
}

BOOST_AUTO_TEST_CASE(too_many_parameters_are_refused) {
  BOOST_TEST(Form::parse(repeat(100)).has_value());
  BOOST_TEST(!Form::parse(repeat(101)));
  BOOST_TEST(!Form::parse(repeat(100'000)));
  BOOST_TEST(Form::parse(std::string(100'000, '&')).has_value());
}

// RFC 8707 2: resource may be repeated.
BOOST_AUTO_TEST_CASE(parameter_that_may_repeat_keeps_its_order) {
  const auto values = form("r=b&r=&x=1&r=a&r=b").all("r");
  BOOST_TEST((values.value() == std::vector<std::string>{"b", "a", "b"}));
  BOOST_TEST(form("x=1").all("r").value().empty());
  BOOST_TEST(!form("r=a&r=%FF").all("r"));
}

BOOST_AUTO_TEST_SUITE_END()
