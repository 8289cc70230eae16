#include "ops/doctor/client_checks.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"
#include "tests/unit/ops/with_operator.h"
#include "tests/unit/ops/words.h"

namespace lockspire::ops {
namespace {

struct WithFacts {
  Policy policy = testing::example_policy();
  ClientFacts facts{.client = testing::web_client(),
                    .secrets = {secret(std::nullopt)},
                    .active_algs = {"ES256"},
                    .has_default_resource = false,
                    .remote_jwks = {},
                    .refusals = {},
                    .now = testing::kStart};

  static store::ClientSecret secret(std::optional<Instant> end) {
    return {.client_id = ClientId("app"),
            .secret_id = "s",
            .secret_hash = Hash("h"),
            .created_at = testing::kStart,
            .expires_at = end};
  }
  std::string found() { return words(check_client(facts, policy)); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_checks_test, WithFacts)

BOOST_AUTO_TEST_CASE(a_sound_client_has_nothing) {
  BOOST_TEST(found() == "");
  facts.client = testing::native_client();
  facts.secrets.clear();
  BOOST_TEST(found() == "");
}

BOOST_AUTO_TEST_CASE(a_disabled_client_is_named) {
  facts.client.disabled_at = testing::kStart;
  BOOST_TEST(found() == "ERROR client.disabled");
}

BOOST_AUTO_TEST_CASE(codes_want_a_redirect_uri) {
  facts.client.redirect_uris.clear();
  BOOST_TEST(found() == "ERROR client.no_redirect");
  facts.client.grant_types = {"client_credentials"};
  BOOST_TEST(found() == "");
}

BOOST_AUTO_TEST_CASE(scopes_are_in_the_configuration) {
  facts.client.scopes.emplace_back("gone");
  BOOST_TEST(found() == "WARN client.scope_unknown");
}

BOOST_AUTO_TEST_CASE(a_confidential_client_has_a_secret_that_lasts) {
  facts.secrets = {secret(testing::kStart + Seconds(60))};
  BOOST_TEST(found() == "WARN client.secret_ends");
  facts.secrets.push_back(secret(std::nullopt));
  BOOST_TEST(found() == "");
  facts.secrets = {secret(testing::kStart)};
  BOOST_TEST(found() == "ERROR client.no_secret");
}

BOOST_AUTO_TEST_CASE(a_key_signs_its_id_tokens) {
  facts.active_algs = {"RS256"};
  BOOST_TEST(found() == "ERROR client.no_key");
}

BOOST_AUTO_TEST_CASE(its_default_resource_is_registered) {
  facts.client.default_resource = "https://api.example";
  BOOST_TEST(found() == "ERROR client.no_resource");
  facts.has_default_resource = true;
  BOOST_TEST(found() == "");
}

BOOST_AUTO_TEST_CASE(its_keys_can_be_fetched) {
  facts.client.jwks_uri = "https://app.example/jwks";
  BOOST_TEST(found() == "WARN client.jwks_unfetched");
  facts.remote_jwks = store::RemoteJwksRow{.jwks_uri = facts.client.jwks_uri};
  BOOST_TEST(found() == "");
  facts.remote_jwks->problem = "status 500";
  BOOST_TEST(found() == "ERROR client.jwks_problem");
}

BOOST_AUTO_TEST_CASE(a_client_without_pkce_is_named) {
  facts.client.require_pkce = false;
  BOOST_TEST(found() == "WARN client.no_pkce");
}

BOOST_AUTO_TEST_CASE(what_was_refused_comes_with_its_remedy) {
  facts.refusals = {{"client_auth.bad_secret", 4, testing::kStart},
                    {"made.up", 1, testing::kStart}};
  BOOST_TEST(found() == "WARN client.refused, WARN client.refused");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(an_unknown_client_is_not_found, WithOperator) {
  BOOST_TEST(!diagnose_client(who, ClientId("nobody")));
  make_client("app");
  BOOST_TEST(diagnose_client(who, ClientId("app")).has_value());
}

}  // namespace lockspire::ops
