#include <boost/test/unit_test.hpp>

#include "protocol/resource.h"
#include "store/resources.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

constexpr const char* kNotes = "https://notes.example";
constexpr const char* kMail = "https://mail.example/v1";

struct WithResources : testing::Site {
  Client app = testing::web_client();

  WithResources() {
    serve(kNotes, "notes.read openid", "jwt", 300);
    serve(kMail, "email", "opaque", 60);
  }

  void serve(const char* identifier, const char* scopes, std::optional<std::string> format,
             std::optional<std::int64_t> lifetime) {
    write([&](store::Transaction& tx) {
      store::save_resource(tx, {.identifier = identifier,
                                .scopes = scopes,
                                .token_format = std::move(format),
                                .lifetime = lifetime,
                                .created_at = testing::kStart,
                                .updated_at = testing::kStart});
    });
  }

  Result<TokenTerms> terms(const Words& resources, const Words& scopes) {
    return read(
        [&](store::Reader& reader) { return token_terms(resources, scopes, app, policy, reader); });
  }

  std::string found(const Words& asked) {
    const auto result =
        read([&](store::Reader& reader) { return find_resources(asked, app, policy, reader); });
    return result ? join_words(*result) : testing::error_of(result);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(token_terms_test, WithResources)

BOOST_AUTO_TEST_CASE(without_resources_nothing_is_left_out) {
  const auto own = terms({}, {"openid", "email", "notes.read"}).value();
  BOOST_TEST(join_words(own.audience) == policy.issuer);
  BOOST_TEST(join_words(own.scopes) == "openid email notes.read");
  BOOST_TEST((own.lifetime == policy.access_lifetime));
}

BOOST_AUTO_TEST_CASE(scopes_of_other_resources_are_left_out) {
  const auto notes = terms({kNotes}, {"profile", "email", "notes.read"}).value();
  BOOST_TEST(join_words(notes.audience) == kNotes);
  BOOST_TEST(join_words(notes.scopes) == "profile notes.read");
  BOOST_TEST(join_words(terms({policy.issuer}, {"email", "profile"})->scopes) == "profile");
}

BOOST_AUTO_TEST_CASE(openid_and_offline_access_are_nobodys_own) {
  BOOST_TEST(join_words(terms({kMail}, {"openid", "offline_access", "email"})->scopes) ==
             "openid offline_access email");
}

BOOST_AUTO_TEST_CASE(strictest_format_and_shortest_lifetime_count) {
  const auto notes = terms({kNotes}, {}).value();
  BOOST_TEST((notes.format == TokenFormat::kJwt));
  BOOST_TEST((notes.lifetime == Seconds(300)));
  const auto both = terms({kNotes, kMail, policy.issuer}, {}).value();
  BOOST_TEST((both.format == TokenFormat::kOpaque));
  BOOST_TEST((both.lifetime == Seconds(60)));
}

BOOST_AUTO_TEST_CASE(resource_without_a_wish_leaves_it_to_the_client) {
  serve("https://plain.example", "", std::nullopt, std::nullopt);
  app.access_token_format = TokenFormat::kOpaque;
  const auto plain = terms({"https://plain.example"}, {}).value();
  BOOST_TEST((plain.format == TokenFormat::kOpaque));
  BOOST_TEST((plain.lifetime == policy.access_lifetime));
  BOOST_TEST((terms({kNotes}, {})->format == TokenFormat::kJwt));
}

// RFC 8707 2 #unknown: a resource that is not served is invalid_target.
BOOST_AUTO_TEST_CASE(resource_that_is_served_no_more_is_refused) {
  BOOST_TEST(testing::error_of(terms({"https://gone.example"}, {})) == "invalid_target");
  BOOST_TEST(testing::error_of(terms({kNotes, "https://gone.example"}, {})) == "invalid_target");
}

BOOST_AUTO_TEST_CASE(registered_identifier_is_found_with_and_without_the_slash_of_an_origin) {
  BOOST_TEST(found({"https://notes.example/"}) == kNotes);
  BOOST_TEST(found({"https://notes.example/", kNotes}) == kNotes);
  BOOST_TEST(found({policy.issuer}) == policy.issuer);
  for (const char* other : {"https://notes.example/x", "https://mail.example/v1/",
                            "http://notes.example", "https://notes.example:443"}) {
    BOOST_TEST(found({other}) == "invalid_target");
  }
  BOOST_TEST(found({kNotes, "https://unknown.example"}) == "invalid_target");
}

BOOST_AUTO_TEST_CASE(default_resource_is_for_who_names_none) {
  BOOST_TEST(found({}).empty());
  app.default_resource = "https://notes.example/";
  BOOST_TEST(found({}) == kNotes);
  BOOST_TEST(found({kMail}) == kMail);
  app.default_resource = "https://gone.example";
  BOOST_TEST(found({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
