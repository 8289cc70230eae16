// What this suite proves beside the cases that cite for themselves:
// RFC 8252 8.4: an app on a device cannot keep a secret.
#include "protocol/registered_uri.h"

#include <boost/test/unit_test.hpp>

namespace lockspire {
namespace {

struct WithPolicy {
  Policy policy;
  WithPolicy() { policy.origin = "https://issuer.example"; }

  bool may(std::string_view uri, bool public_client = false) const {
    return !broken_redirect_uri_rule(uri, public_client, policy);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(registered_uri_test, WithPolicy)

BOOST_AUTO_TEST_CASE(https_may_be_registered_on_any_host) {
  BOOST_TEST(may("https://app.example/cb"));
  BOOST_TEST(may("https://app.example:8443/cb?x=1"));
  BOOST_TEST(may("https://app.example"));
  BOOST_TEST(may("https://[2001:db8::1]/cb"));
}

// RFC 6749 3.1.2: an absolute URI without a fragment.
BOOST_AUTO_TEST_CASE(relative_and_fragment_uris_are_refused) {
  for (const char* uri : {"", "/cb", "app.example/cb", "https://app.example/cb#x",
                          "https://app.example/cb#", "https:", "https:///cb", "https:/cb"}) {
    BOOST_TEST(!may(uri), uri);
  }
  BOOST_TEST(may("https://app.example/cb%23x"));
}

BOOST_AUTO_TEST_CASE(confusing_uris_are_refused) {
  for (const char* uri :
       {"https://user@app.example/cb", "https://app.example\\@evil.example/cb",
        "https:\\\\app.example\\cb", "https://app.example/c b", "https://app.example/cb\n",
        "https://app\t.example/cb", "https://äpp.example/cb", "https://app.example/%zz"}) {
    BOOST_TEST(!may(uri), uri);
  }
}

// RFC 9700 4.1.3: compared as strings, so a wildcard means nothing good.
BOOST_AUTO_TEST_CASE(wildcards_are_refused) {
  for (const char* uri : {"https://*.example/cb", "https://app.example/*",
                          "https://app.example/cb.*", "https://app.example/cb?*"}) {
    BOOST_TEST(!may(uri), uri);
  }
}

// RFC 8252 7.3: plain http never leaves the machine.
// RFC 9700 2.6: plain http for a redirect URI on loopback only.
BOOST_AUTO_TEST_CASE(plain_http_is_for_loopback_only) {
  BOOST_TEST(may("http://127.0.0.1/cb"));
  BOOST_TEST(may("http://127.0.0.1:8000/cb", true));
  BOOST_TEST(may("http://[::1]/cb"));
  BOOST_TEST(may("http://localhost:3000/cb"));
  for (const char* uri : {"http://app.example/cb", "HTTP://app.example/cb", "http://127.0.0.2/cb",
                          "http://127.0.0.1.evil.example/cb", "http://localhost.evil.example/cb",
                          "http://0.0.0.0/cb", "http://[::2]/cb"}) {
    BOOST_TEST(!may(uri), uri);
  }
}

// RFC 8252 7.1: private-use schemes are reversed domain names.
BOOST_AUTO_TEST_CASE(private_use_schemes_have_a_dot_and_a_public_client) {
  BOOST_TEST(may("com.example.app:/cb", true));
  BOOST_TEST(may("com.example.app://callback/x", true));
  BOOST_TEST(!may("com.example.app:/cb", false));
  for (const char* uri :
       {"myapp:/cb", "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x",
        "file:///etc/passwd", "blob:x", "ftp://app.example/cb", "mailto:a@app.example"}) {
    BOOST_TEST(!may(uri, true), uri);
  }
}

// RFC 9700 4.11.2: the server must not be made to send a code to itself.
BOOST_AUTO_TEST_CASE(origin_of_the_issuer_is_refused) {
  for (const char* uri : {"https://issuer.example/cb", "https://issuer.example/lockspire/authorize",
                          "https://issuer.example:443/login", "HTTPS://Issuer.Example/x"}) {
    BOOST_TEST(!may(uri), uri);
  }
  BOOST_TEST(may("https://issuer.example:8443/cb"));
  BOOST_TEST(may("https://issuer.example.app.example/cb"));
}

BOOST_AUTO_TEST_CASE(very_long_uris_are_refused) {
  const std::string base = "https://app.example/";
  BOOST_TEST(may(base + std::string(2'048 - base.size(), 'x')));
  BOOST_TEST(!may(base + std::string(2'049 - base.size(), 'x')));
}

BOOST_AUTO_TEST_CASE(pages_are_https_only) {
  BOOST_TEST(!broken_page_uri_rule("https://app.example/privacy#top"));
  for (const char* uri : {"http://app.example", "http://localhost/x", "javascript:alert(1)", "/x",
                          "https://user@app.example/", "https:"}) {
    BOOST_TEST(broken_page_uri_rule(uri).has_value(), uri);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
