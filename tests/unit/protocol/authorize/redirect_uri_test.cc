#include "protocol/authorize/redirect_uri.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

// Registered and presented, and nothing else.
bool web_match(const std::string& registered, const std::string& presented) {
  Client client = testing::web_client();
  client.redirect_uris = {registered};
  return match_redirect_uri(client, presented).has_value();
}

bool native_match(const std::string& registered, const std::string& presented) {
  Client client = testing::native_client();
  client.redirect_uris = {registered};
  return match_redirect_uri(client, presented).has_value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(redirect_uri_test)

// RFC 9700 2.1: exact string matching.
// RFC 6749 3.1.2.3: a redirect URI that was not registered is refused.
BOOST_AUTO_TEST_CASE(redirect_uri_is_compared_byte_by_byte) {
  const std::string registered = "https://client.example/cb";
  BOOST_TEST(web_match(registered, registered));
  for (const char* other : {"",
                            "https://client.example/cb/",
                            "https://client.example/cb/extra",
                            "https://client.example/cbx",
                            "https://client.example/cb;x=1",
                            "https://client.example/cb?",
                            "https://client.example/cb?x=1",
                            "https://client.example/cb#",
                            "https://client.example/cb#x",
                            "https://client.example/cb%23x",
                            "https://client.example/CB",
                            "https://client.example/c%62",
                            "https://client.example/./cb",
                            "https://client.example/x/../cb",
                            "https://client.example//cb",
                            "https://CLIENT.example/cb",
                            "HTTPS://client.example/cb",
                            "https://client.example:443/cb",
                            "https://client.example./cb",
                            "https://client.example",
                            "http://client.example/cb",
                            "https://evil.example/cb",
                            "https://client.example.evil.example/cb",
                            "https://client.example@evil.example/cb",
                            "https://client.example\\@evil.example/cb",
                            "https:\\\\client.example\\cb",
                            "https://client.example%5c.evil.example/cb",
                            "https:/client.example/cb",
                            "//client.example/cb",
                            "/cb",
                            " https://client.example/cb",
                            "https://client.example/cb ",
                            "https://client.example/cb\n",
                            "ht\ttps://client.example/cb",
                            "javascript:alert(1)",
                            "https://client.example/cb\xc3\xa9"}) {
    BOOST_TEST_CONTEXT(other) {
      BOOST_TEST(!web_match(registered, other));
      BOOST_TEST(!native_match(registered, other));
    }
  }
  BOOST_TEST(!web_match(registered, registered + std::string(1, '\0')));
  BOOST_TEST(!web_match(registered, "https://client.example/" + std::string(70'000, 'a')));
}

BOOST_AUTO_TEST_CASE(query_is_part_of_the_comparison) {
  BOOST_TEST(web_match("https://a.example/cb?foo=bar", "https://a.example/cb?foo=bar"));
  BOOST_TEST(!web_match("https://a.example/cb?foo=bar", "https://a.example/cb"));
  BOOST_TEST(!web_match("https://a.example/cb?foo=bar", "https://a.example/cb?foo=bar&x=1"));
  BOOST_TEST(!web_match("https://a.example/cb?a=1&b=2", "https://a.example/cb?b=2&a=1"));
}

BOOST_AUTO_TEST_CASE(stars_and_dots_are_letters) {
  BOOST_TEST(!web_match("https://*.example/cb", "https://a.example/cb"));
  BOOST_TEST(!web_match("https://a.example/cb.*", "https://a.example/cb.x"));
  BOOST_TEST(!web_match("https://a.example/cb", "https://axexample/cb"));
}

// RFC 8252 7.3 #port: any port will do on loopback, and nothing else may differ.
BOOST_AUTO_TEST_CASE(public_client_may_use_any_loopback_port) {
  BOOST_TEST(native_match("http://127.0.0.1/cb", "http://127.0.0.1/cb"));
  BOOST_TEST(native_match("http://127.0.0.1/cb", "http://127.0.0.1:54321/cb"));
  BOOST_TEST(native_match("http://127.0.0.1:8000/cb", "http://127.0.0.1:54321/cb"));
  BOOST_TEST(native_match("http://127.0.0.1:8000/cb", "http://127.0.0.1/cb"));
  BOOST_TEST(native_match("http://[::1]/cb", "http://[::1]:54321/cb"));
  BOOST_TEST(native_match("http://localhost/cb", "http://localhost:54321/cb"));
  BOOST_TEST(native_match("http://127.0.0.1", "http://127.0.0.1:1"));
  BOOST_TEST(native_match("http://127.0.0.1/cb?a=1", "http://127.0.0.1:1/cb?a=1"));
}

// RFC 8252 8.10: redirect URIs are registered in full and compared exactly.
BOOST_AUTO_TEST_CASE(nothing_but_the_port_of_a_loopback_uri_may_differ) {
  const std::string registered = "http://127.0.0.1/cb";
  for (const char* other :
       {"http://127.0.0.1:54321/cb/",  "http://127.0.0.1:54321/other",
        "http://127.0.0.1:54321/cb?x", "http://127.0.0.1:54321/cb#",
        "http://127.0.0.1:54321",      "http://localhost:54321/cb",
        "http://[::1]:54321/cb",       "http://127.0.0.2:54321/cb",
        "http://127.1:54321/cb",       "http://0x7f.0.0.1:54321/cb",
        "http://2130706433:54321/cb",  "http://127.0.0.1.:54321/cb",
        "https://127.0.0.1:54321/cb",  "HTTP://127.0.0.1:54321/cb",
        "http://a@127.0.0.1:54321/cb", "http://127.0.0.1:54321@evil.example/cb",
        "http://127.0.0.1:/cb",        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:65536/cb",   "http://127.0.0.1:99999999999999999999/cb",
        "http://127.0.0.1:80a/cb",     "http://127.0.0.1:-1/cb",
        "http://127.0.0.1:+1/cb",      "http://127.0.0.1:1:2/cb",
        "http://127.0.0.1 :1/cb",      "http://127.0.0.1.evil.example:1/cb"}) {
    BOOST_TEST_CONTEXT(other) {
      BOOST_TEST(!native_match(registered, other));
    }
  }
}

BOOST_AUTO_TEST_CASE(port_is_fixed_for_everybody_else) {
  BOOST_TEST(!web_match("http://127.0.0.1/cb", "http://127.0.0.1:54321/cb"));
  BOOST_TEST(!native_match("https://app.example/cb", "https://app.example:8443/cb"));
  BOOST_TEST(!native_match("http://[::1]/cb", "http://[::2]:54321/cb"));
  BOOST_TEST(!native_match("com.example.app:/cb", "com.example.app:/other"));
  BOOST_TEST(native_match("com.example.app:/cb", "com.example.app:/cb"));
}

BOOST_AUTO_TEST_CASE(target_is_the_uri_that_was_presented) {
  Client client = testing::native_client();
  const auto target = match_redirect_uri(client, "http://127.0.0.1:54321/cb");
  BOOST_REQUIRE(target);
  BOOST_TEST(target->uri() == "http://127.0.0.1:54321/cb");
}

BOOST_AUTO_TEST_CASE(refusal_tells_the_log_what_was_registered_and_the_page_nothing) {
  const auto refused = match_redirect_uri(testing::web_client(), "https://evil.example/");
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().detail.find("https://app.example/cb") != std::string::npos);
  BOOST_TEST(refused.error().description.text().find("evil") == std::string::npos);
  BOOST_TEST(refused.error().alert);
  BOOST_TEST(!match_redirect_uri(testing::native_client(), "https://evil.example/").error().alert);
}

// RFC 8252 8.6: what another app on the device could stand at.
BOOST_AUTO_TEST_CASE(only_an_https_uri_cannot_be_claimed_by_another_app) {
  BOOST_TEST(!is_claimable_by_others("https://app.example/cb"));
  for (const char* uri :
       {"http://127.0.0.1/cb", "http://localhost:1/cb", "com.example.app:/cb", "not a uri"}) {
    BOOST_TEST(is_claimable_by_others(uri));
  }
}

BOOST_AUTO_TEST_CASE(person_sees_the_host_or_else_the_scheme) {
  BOOST_TEST(redirect_host("https://app.example/cb") == "app.example");
  BOOST_TEST(redirect_host("http://[::1]:80/cb") == "[::1]");
  BOOST_TEST(redirect_host("com.example.app:/cb") == "com.example.app");
  BOOST_TEST(redirect_host("com.example.app://oauth/cb") == "com.example.app");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
