// What this suite proves beside the cases that cite for themselves:
// RFC 8707 2 #unknown: a resource that is not served is invalid_target.
#include "protocol/resource.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

std::string parsed(const std::string& query) {
  const auto result = parse_resources(testing::form_of(query));
  return result ? join_words(*result) : testing::error_of(result);
}

std::string narrowed(const Words& asked, const Words& authorized) {
  const auto result = narrow_resources(asked, authorized);
  return result ? join_words(*result) : testing::error_of(result);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resource_test)

// RFC 8707 2: an absolute URI without a fragment; it may repeat.
BOOST_AUTO_TEST_CASE(resource_is_an_absolute_uri_without_a_fragment) {
  BOOST_TEST(parsed("") == "");
  BOOST_TEST(parsed("resource=") == "");
  BOOST_TEST(parsed("resource=https://a.example/x&resource=https://b.example") ==
             "https://a.example/x https://b.example");
  BOOST_TEST(parsed("resource=https://a.example&resource=https://a.example") ==
             "https://a.example");
  for (const char* bad : {"api", "/api", "//a.example", "a b", "https://a.example/ x",
                          "https://a.example/#", "https://a.example/#x"}) {
    BOOST_TEST_CONTEXT(bad) {
      BOOST_TEST(parsed("resource=" + percent_encode(bad)) == "invalid_target");
    }
  }
}

// RFC 8707 2.2: what was not authorized cannot be asked for.
BOOST_AUTO_TEST_CASE(narrowing_gives_a_part_and_never_more) {
  const Words both{"https://a.example", "https://b.example"};
  BOOST_TEST(narrowed({}, both) == "https://a.example https://b.example");
  BOOST_TEST(narrowed({"https://b.example"}, both) == "https://b.example");
  BOOST_TEST(narrowed({"https://b.example/"}, both) == "https://b.example");
  for (const char* other : {"https://c.example", "https://b.example/x", "http://b.example",
                            "https://b.example:443", "https://B.example"}) {
    BOOST_TEST(narrowed({other}, both) == "invalid_target");
  }
}

// RFC 9068 3: aud is the resource that was asked for, else the default.
BOOST_AUTO_TEST_CASE(audience_is_the_issuer_when_no_resource_was_asked) {
  const Policy policy = testing::example_policy();
  BOOST_TEST(join_words(audience_of({}, policy)) == policy.issuer);
  BOOST_TEST(join_words(audience_of({"https://a.example"}, policy)) == "https://a.example");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
