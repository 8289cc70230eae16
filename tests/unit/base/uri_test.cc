// What this suite proves beside the cases that cite for themselves:
// RFC 3986 2: unreserved, reserved, or the start of a percent-encoded byte.
#include "base/uri.h"

#include <array>

#include <boost/test/unit_test.hpp>

using namespace lockspire;  // NOLINT(google-build-using-namespace)

BOOST_AUTO_TEST_SUITE(uri_test)

// RFC 3986 3: the parts of a URI.
BOOST_AUTO_TEST_CASE(parts_are_found_and_not_normalised) {
  const auto uri = parse_uri("HTTPS://user:pw@Example.COM:0443/a/../b;c?x=1?&y=%2F#frag?ment");
  BOOST_REQUIRE(uri);
  BOOST_TEST(uri->scheme == "HTTPS");
  BOOST_TEST(uri->has_userinfo);
  BOOST_TEST(uri->host == "Example.COM");
  BOOST_TEST(uri->port == "0443");
  BOOST_TEST(uri->path == "/a/../b;c");
  BOOST_TEST(uri->query == "x=1?&y=%2F");
  BOOST_TEST(uri->fragment == "frag?ment");
}

BOOST_AUTO_TEST_CASE(empty_parts_are_told_from_absent_ones) {
  const auto bare = parse_uri("https://a");
  BOOST_TEST((bare && !bare->has_port && !bare->has_query && !bare->has_fragment));
  BOOST_TEST((bare && !bare->has_userinfo && bare->path.empty()));
  const auto empty = parse_uri("https://@a:?#");
  BOOST_TEST((empty && empty->has_port && empty->has_query && empty->has_fragment));
  BOOST_TEST((empty && empty->has_userinfo && empty->port.empty()));
  const auto native = parse_uri("com.example.app:/callback");
  BOOST_TEST((native && !native->has_authority && native->path == "/callback"));
  const auto ipv6 = parse_uri("http://[::1]:8080/cb");
  BOOST_TEST((ipv6 && ipv6->host == "[::1]" && ipv6->port == "8080"));
}

BOOST_AUTO_TEST_CASE(text_that_is_no_absolute_uri_is_refused) {
  for (const char* text : {"",
                           "a",
                           "/a",
                           "//a",
                           "?a",
                           "#a",
                           ":",
                           "://a",
                           "1http://a",
                           "ht tp://a",
                           "-a://b",
                           "http//a",
                           "https://a b",
                           "https://a\\b",
                           "https://a/\\",
                           "https://a/b\n",
                           "https://a/\tb",
                           "\thttps://a",
                           " https://a",
                           "https://a ",
                           "https://a/<b>",
                           "https://a/\"b\"",
                           "https://a/{b}",
                           "https://a/b^c",
                           "https://a/b|c",
                           "https://a/`b`",
                           "https://a/%",
                           "https://a/%4",
                           "https://a/%4g",
                           "https://a/%zz",
                           "https://a/\xc3\xa9",
                           "https://\xc3\xa9/",
                           "https://a/\x7f",
                           "https://a:b/",
                           "https://a:8o/",
                           "https://a:-1/",
                           "https://a:123456/",
                           "https://a:65536/",
                           "https://a:99999/",
                           "https://[/",
                           "https://]/",
                           "https://[]/",
                           "https://[::1/",
                           "https://::1/",
                           "https://[::1]x/",
                           "https://[::1]x:80/",
                           "https://[g::1]/",
                           "https://[a]b]/",
                           "https://a[b]/",
                           "https://a:80:80/"}) {
    BOOST_TEST(!parse_uri(text), text);
  }
  BOOST_TEST(!parse_uri(std::string_view("https://a\0b", 11)));
}

BOOST_AUTO_TEST_CASE(userinfo_never_hides_the_host) {
  for (const char* text : {"https://good.example@evil.example/", "https://a@b@evil.example/",
                           "https://good.example:443@evil.example/"}) {
    const auto uri = parse_uri(text);
    BOOST_TEST((!uri || (uri->has_userinfo && uri->host == "evil.example")), text);
  }
  const auto path = parse_uri("https://evil.example/@good.example");
  BOOST_TEST((path && !path->has_userinfo && path->host == "evil.example"));
  const auto query = parse_uri("https://evil.example?@good.example/");
  BOOST_TEST((query && query->host == "evil.example" && query->path.empty()));
}

// RFC 6454 6.2: the ASCII serialization of an origin.
BOOST_AUTO_TEST_CASE(origins_are_those_of_browsers) {
  constexpr std::array<std::array<std::string_view, 2>, 10> kRows{{
      {"https://a.example", "https://a.example"},
      {"HTTPS://A.Example/x?y#z", "https://a.example"},
      {"https://a.example:443/", "https://a.example"},
      {"https://a.example:/", "https://a.example"},
      {"http://a.example:80", "http://a.example"},
      {"http://a.example:443", "http://a.example:443"},
      {"https://a.example:80", "https://a.example:80"},
      {"https://a.example:8443", "https://a.example:8443"},
      {"http://[::1]:8080/", "http://[::1]:8080"},
      {"https://user@a.example/", "https://a.example"},
  }};
  for (const auto& [uri, origin] : kRows) BOOST_TEST(origin_of(uri).value() == origin, uri);
  for (const char* uri : {"", "null", "a.example", "https:a.example", "https:///x", "https://",
                          "ftp://a.example", "app:/x", "javascript://a.example", "https://:443/"}) {
    BOOST_TEST(!origin_of(uri), uri);
  }
}

// RFC 3986 2.3: everything but unreserved characters is encoded.
BOOST_AUTO_TEST_CASE(every_byte_is_encoded_so_that_it_comes_back) {
  for (int c = 0; c < 256; ++c) {
    const std::string byte(1, static_cast<char>(c));
    const std::string text = percent_encode(byte);
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    BOOST_TEST((text == byte) == unreserved, c);
    BOOST_TEST(text.size() == (unreserved ? 1U : 3U), c);
    BOOST_TEST(form_decode(text).value() == byte, c);
  }
  BOOST_TEST(percent_encode(" +/") == "%20%2B%2F");
}

BOOST_AUTO_TEST_CASE(malformed_percent_encoding_is_refused) {
  BOOST_TEST(form_decode("a+b%2B%20c").value() == "a b+ c");
  BOOST_TEST(form_decode("%C3%a9").value() == "\xc3\xa9");
  for (const char* text :
       {"%", "%4", "a%", "a%4", "%4g", "%g4", "%%41", "%+1", "% 1", "%-1", "%0x41"}) {
    BOOST_TEST((!form_decode(text) || text == std::string_view("%0x41")), text);
  }
  BOOST_TEST(!form_decode("%0x41"));
}

// RFC 6749 3.1.2: the query component of a redirect URI is retained.
BOOST_AUTO_TEST_CASE(parameters_are_added_to_what_is_there) {
  const std::array<Parameter, 2> parameters{{{"code", "a b&c"}, {"state", "=#\xc3\xa9"}}};
  const std::string query = "code=a%20b%26c&state=%3D%23%C3%A9";
  BOOST_TEST(append_query("https://a/cb", parameters) == "https://a/cb?" + query);
  BOOST_TEST(append_query("https://a/cb?", parameters) == "https://a/cb?" + query);
  BOOST_TEST(append_query("https://a/cb?x=%41+b", parameters) == "https://a/cb?x=%41+b&" + query);
  BOOST_TEST(append_query("https://a/cb?x&", parameters) == "https://a/cb?x&" + query);
  BOOST_TEST(append_fragment("https://a/cb?x", parameters) == "https://a/cb?x#" + query);
}

BOOST_AUTO_TEST_CASE(uri_for_log_shows_no_user_query_or_fragment) {
  BOOST_TEST(uri_for_log("https://app.example/cb?state=s3cret&x=1#y") ==
             "https://app.example/cb?...");
  BOOST_TEST(uri_for_log("https://app.example/cb#token") == "https://app.example/cb#...");
  BOOST_TEST(uri_for_log("https://ada:pw@app.example/cb") == "https://...@app.example/cb");
  BOOST_TEST(uri_for_log("https://a:b@c@app.example") == "https://...@app.example");
  BOOST_TEST(uri_for_log("?secret") == "?...");
  BOOST_TEST(uri_for_log("//user@") == "//...@");
}

BOOST_AUTO_TEST_CASE(uri_for_log_shows_the_rest_as_it_came) {
  BOOST_TEST(uri_for_log("https://app.example/cb/@me") == "https://app.example/cb/@me");
  BOOST_TEST(uri_for_log("com.example.app:/cb") == "com.example.app:/cb");
  BOOST_TEST(uri_for_log("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
