#include "ops/resources.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {
namespace {

constexpr const char* kApi = "https://api.example";

struct WithResources : WithOperator {
  Outcome<store::Resource> add(const std::string& identifier, const Words& scopes = {},
                               std::optional<Seconds> lifetime = std::nullopt) {
    return add_resource(who, {.identifier = identifier, .scopes = scopes, .lifetime = lifetime});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(resources_test, WithResources)

BOOST_AUTO_TEST_CASE(resource_is_kept_as_it_was_given) {
  const auto added = add_resource(who, {.identifier = kApi,
                                        .scopes = {"notes.read", "email"},
                                        .token_format = TokenFormat::kOpaque,
                                        .lifetime = Seconds(60)});
  BOOST_REQUIRE(added);
  const auto shown = show_resource(who, kApi).value();
  BOOST_TEST(shown.identifier == kApi);
  BOOST_TEST(shown.scopes == "notes.read email");
  BOOST_TEST(shown.token_format.value() == "opaque");
  BOOST_TEST(shown.lifetime.value() == 60);
  BOOST_TEST(has_event("resource.added"));
}

BOOST_AUTO_TEST_CASE(adding_again_replaces_the_whole_and_keeps_when_it_began) {
  const auto first = add(kApi, {"notes.read"}, Seconds(60)).value();
  db.clock.advance(Seconds(10));
  const auto second = add(kApi).value();
  BOOST_TEST(second.scopes.empty());
  BOOST_TEST(!second.lifetime);
  BOOST_TEST((second.created_at == first.created_at));
  BOOST_TEST((show_resource(who, kApi)->updated_at == db.clock.now()));
  BOOST_TEST(list_resources(who).size() == 1U);
  BOOST_TEST(has_event("resource.replaced"));
}

// RFC 8707 2: an absolute URI without a fragment.
BOOST_AUTO_TEST_CASE(identifier_that_is_no_plain_https_uri_is_refused) {
  for (const char* bad :
       {"", "api", "/api", "//api.example", "https://", "https:api.example", "mailto:a@b.example",
        "http://api.example", "HTTPS://api.example", "ftp://api.example", "https://api.example/#",
        "https://api.example/#x", "https://u@api.example", "https://api.example/?x",
        "https://api.example/ x", "urn:example:api", "https://example.com/lockspire"}) {
    BOOST_TEST_CONTEXT(bad) {
      const auto refusal = add(bad);
      BOOST_REQUIRE(!refusal);
      BOOST_TEST((refusal.error().kind == RefusalKind::kRefused));
    }
  }
  BOOST_TEST(list_resources(who).empty());
}

BOOST_AUTO_TEST_CASE(http_is_for_loopback_only) {
  for (const char* good : {"http://127.0.0.1:8080", "http://localhost/api", "http://[::1]:1/"}) {
    BOOST_TEST(add(good).has_value());
  }
  BOOST_TEST(!add("http://127.0.0.1.evil.example"));
}

BOOST_AUTO_TEST_CASE(unknown_scope_and_impossible_lifetime_are_refused) {
  BOOST_TEST(!add(kApi, {"notes.read", "unknown"}));
  BOOST_TEST(!add(kApi, {}, Seconds(0)));
  BOOST_TEST(!add(kApi, {}, Seconds(31 * 86'400)));
  BOOST_TEST(list_resources(who).empty());
}

BOOST_AUTO_TEST_CASE(bare_origin_is_one_resource_with_and_without_its_slash) {
  BOOST_REQUIRE(add(kApi));
  BOOST_TEST(!add("https://api.example/"));
  BOOST_TEST(show_resource(who, "https://api.example/")->identifier == kApi);
  BOOST_TEST(add("https://api.example/v1").has_value());
  BOOST_TEST(add("https://api.example/v1/").has_value());
  BOOST_TEST(remove_resource(who, "https://api.example/")->identifier == kApi);
}

BOOST_AUTO_TEST_CASE(removed_resource_is_gone) {
  BOOST_REQUIRE(add(kApi));
  BOOST_REQUIRE(remove_resource(who, kApi));
  BOOST_TEST((show_resource(who, kApi).error().kind == RefusalKind::kNotFound));
  BOOST_TEST((remove_resource(who, kApi).error().kind == RefusalKind::kNotFound));
  BOOST_TEST(has_event("resource.removed"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
