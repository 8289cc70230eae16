#include "protocol/grants/client_credentials.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "store/resources.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

constexpr const char* kApi = "https://api.example";

Client job() {
  Client client = testing::web_client("job");
  client.grant_types = {"client_credentials"};
  client.scopes = {"openid", "email", "offline_access", "notes.read"};
  return client;
}

struct WithJob : testing::Site {
  Client client = add(job());

  http::Response ask(const testing::Parameters& more = {}) {
    return token(client, testing::with({{"grant_type", "client_credentials"}}, more));
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
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_credentials_test, WithJob)

// RFC 6749 4.4.3: an access token alone.
BOOST_AUTO_TEST_CASE(client_gets_an_access_token_and_nothing_else) {
  const http::Response response = ask();
  BOOST_TEST(response.status() == 200);
  const auto json = testing::json_of(response.body());
  BOOST_TEST(!json.view().member("refresh_token"));
  BOOST_TEST(!json.view().member("id_token"));
  BOOST_TEST(count("SELECT COUNT(*) FROM grants") == 0);
}

// RFC 9068 2.2: without a person the subject is the client.
BOOST_AUTO_TEST_CASE(subject_is_the_client) {
  const auto claims = testing::payload_of(testing::member(ask(), "access_token"));
  BOOST_TEST(claims.view().string("sub").value() == "job");
  BOOST_TEST(claims.view().string("aud").value() == policy.issuer);
  BOOST_TEST(!claims.view().member("sid"));
  BOOST_TEST(!claims.view().member("auth_time"));
}

// RFC 6749 4.4.2: the scopes that need no person.
BOOST_AUTO_TEST_CASE(scopes_about_a_person_are_not_for_a_client) {
  BOOST_TEST(testing::member(ask(), "scope") == "notes.read");
  BOOST_TEST(testing::member(ask({{"scope", "notes.read"}}), "scope") == "notes.read");
  for (const char* scope : {"openid", "email", "offline_access", "profile", "unknown",
                            "notes.read email", "notes.read unknown"}) {
    BOOST_TEST_CONTEXT(scope) {
      BOOST_TEST(testing::error_in(ask({{"scope", scope}})) == "invalid_scope");
    }
  }
}

// RFC 6749 4.4: confidential clients only.
BOOST_AUTO_TEST_CASE(public_client_is_refused) {
  Client open = testing::native_client();
  open.grant_types = {"client_credentials"};
  add(open);
  BOOST_TEST(testing::error_in(token(open, {{"grant_type", "client_credentials"}})) ==
             "unauthorized_client");
}

BOOST_AUTO_TEST_CASE(client_that_is_not_registered_for_it_is_refused) {
  const Client web = add(testing::web_client());
  BOOST_TEST(testing::error_in(token(web, {{"grant_type", "client_credentials"}})) ==
             "unauthorized_client");
}

// RFC 8707 2: for the resource that was asked for.
BOOST_AUTO_TEST_CASE(resource_decides_audience_format_and_lifetime) {
  serve(kApi, "notes.read", "opaque", 120);
  const http::Response response = ask({{"resource", kApi}});
  BOOST_TEST(testing::json_of(response.body()).view().integer("expires_in").value() == 120);
  BOOST_TEST(testing::member(response, "scope") == "notes.read");
  const auto access = testing::member(response, "access_token");
  BOOST_TEST(std::ranges::count(access, '.') == 1);
}

BOOST_AUTO_TEST_CASE(scope_of_another_resource_is_left_out) {
  serve(kApi, "", std::nullopt, std::nullopt);
  serve("https://notes.example", "notes.read", std::nullopt, std::nullopt);
  const http::Response response = ask({{"resource", kApi}});
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(testing::member(response, "scope").empty());
}

// RFC 8707 2 #unknown: a resource that is not served is invalid_target.
BOOST_AUTO_TEST_CASE(unknown_and_malformed_resources_are_refused) {
  serve(kApi, "", std::nullopt, std::nullopt);
  for (const char* bad : {"https://other.example", "https://api.example/x", "http://api.example",
                          "https://api.example#x", "api"}) {
    BOOST_TEST_CONTEXT(bad) {
      BOOST_TEST(testing::error_in(ask({{"resource", bad}})) == "invalid_target");
    }
  }
}

BOOST_AUTO_TEST_CASE(default_resource_counts_only_while_it_is_served) {
  client.client_id = ClientId("defaults");
  client.default_resource = kApi;
  add(client);
  const auto audience = [&] {
    const auto claims = testing::payload_of(testing::member(ask(), "access_token"));
    return std::string(claims.view().string("aud").value());
  };
  BOOST_TEST(audience() == policy.issuer);
  serve(kApi, "", std::nullopt, std::nullopt);
  BOOST_TEST(audience() == kApi);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
