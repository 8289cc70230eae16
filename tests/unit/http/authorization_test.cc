#include "http/authorization.h"

#include <array>

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"

using namespace lockspire;        // NOLINT(google-build-using-namespace)
using namespace lockspire::http;  // NOLINT(google-build-using-namespace)

namespace {

std::string basic(std::string_view credentials) {
  return "Basic " + base64(credentials);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(authorization_test)

// RFC 6749 2.3.1: both halves are form-encoded before they are joined.
BOOST_AUTO_TEST_CASE(basic_halves_are_form_decoded) {
  struct Row {
    std::string_view credentials;
    std::string_view user;
    std::string_view password;
  };
  constexpr std::array kRows{Row{"s6BhdRkqt3:7Fjfp0ZBr1", "s6BhdRkqt3", "7Fjfp0ZBr1"},
                             Row{"a%3Ab:c%3Ad", "a:b", "c:d"},
                             Row{"a+b:c+d", "a b", "c d"},
                             Row{"a:b:c", "a", "b:c"},
                             Row{"a:", "a", ""},
                             Row{":b", "", "b"},
                             Row{"a%2Bb:%25", "a+b", "%"},
                             Row{"%C3%A9:x", "\xc3\xa9", "x"}};
  for (const auto& row : kRows) {
    const auto parsed = parse_basic(basic(row.credentials));
    BOOST_REQUIRE_MESSAGE(parsed, row.credentials);
    BOOST_TEST(parsed->user == row.user);
    BOOST_TEST(parsed->password.reveal() == row.password);
  }
}

// RFC 9110 11.1: the scheme is compared without regard to case.
BOOST_AUTO_TEST_CASE(scheme_is_known_in_any_case) {
  for (const char* text : {"Basic YTpi", "basic YTpi", "BASIC YTpi", "bAsIc   YTpi"}) {
    BOOST_TEST(parse_basic(text).has_value(), text);
  }
  for (const char* text : {"Bearer x", "bearer x", "BEARER  x"}) {
    BOOST_TEST((parse_bearer(text).value().reveal() == "x"), text);
  }
  BOOST_TEST(has_scheme("DPoP abc", "dpop"));
  for (const char* text : {"", " Basic x", "Basi x", "Basicx", "Basic\tx", "Basic:x"}) {
    BOOST_TEST(!has_scheme(text, "Basic"), text);
  }
}

// RFC 7617 2: what is no Basic header.
BOOST_AUTO_TEST_CASE(sloppy_basic_header_is_refused) {
  for (const std::string& text : {std::string(),
                                  std::string("Basic"),
                                  std::string("Basic "),
                                  std::string("Bearer YTpi"),
                                  std::string("YTpi"),
                                  std::string("Basic YTpi YTpi"),
                                  std::string("Basic YTpi,"),
                                  std::string("Basic YTpi "),
                                  std::string("Basic  "),
                                  std::string("Basic\tYTpi"),
                                  std::string("Basic YTp"),
                                  std::string("Basic YTo"),
                                  std::string("Basic YTp="),
                                  std::string("Basic YT-_"),
                                  std::string("Basic YTpj="),
                                  std::string("Basic YTo=="),
                                  std::string("Basic YTpi\n"),
                                  std::string("Basic a:b"),
                                  basic(""),
                                  basic("no colon")}) {
    BOOST_TEST(!parse_basic(text), text);
  }
}

BOOST_AUTO_TEST_CASE(basic_halves_that_decode_to_nonsense_are_refused) {
  for (const std::string_view credentials :
       {"a%:b", "a:b%", "a:%4", "a:%zz", "a%00b:c", "a:b%00", "a\n:b", "a:b\r\n", "a%0A:b", "a:%7F",
        "\xff:b", "%FF:b", "%C0%AF:b"}) {
    BOOST_TEST(!parse_basic(basic(credentials)), credentials);
  }
  BOOST_TEST(!parse_basic(basic(std::string_view("a\0b:c", 5))));
}

// RFC 6750 2.1: b64token.
BOOST_AUTO_TEST_CASE(bearer_token_is_of_its_characters_only) {
  for (const char* token : {"x", "abc.DEF-123_~+/", "abc=", "abc==", "mF_9.B5f-4.1JqM"}) {
    const auto parsed = parse_bearer("Bearer " + std::string(token));
    BOOST_REQUIRE_MESSAGE(parsed, token);
    BOOST_TEST(parsed->reveal() == token);
  }
  for (const char* token : {"", " ", "=", "==", "a b", "a,b", "a=b", "a=b=", "\"a\"", "a;b", "a:b",
                            "a\n", "a\t", "a%20", "\xc3\xa9", "a ", "a, Bearer b"}) {
    BOOST_TEST(!parse_bearer("Bearer " + std::string(token)), token);
  }
  for (const char* text :
       {"", "Bearer", "x", "Basic x", "DPoP x", "Bearerx", " Bearer x", "Bearer\tx"}) {
    BOOST_TEST(!parse_bearer(text), text);
  }
  BOOST_TEST(!parse_bearer(std::string_view("Bearer a\0b", 10)));
}

BOOST_AUTO_TEST_SUITE_END()
