#include "protocol/introspection.h"

#include <boost/test/unit_test.hpp>

#include "jose/jws.h"
#include "store/grants.h"
#include "store/resources.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

constexpr const char* kApi = "https://api.example";

Client server_of(const char* id, const char* audience) {
  Client client = testing::web_client(id);
  client.resource_server_for = {audience};
  client.introspection_signed_response_alg = jose::Alg::kEs256;
  return client;
}

struct WithTokens : testing::Site {
  Client app = add(testing::web_client());
  Client other = add(testing::web_client("other"));
  Client api = add(server_of("api", "https://api.example/"));
  Client stranger = add(server_of("stranger", "https://stranger.example"));
  std::string access;
  std::string refresh_token;

  WithTokens() {
    write([&](store::Transaction& tx) {
      store::save_resource(tx, {.identifier = kApi,
                                .scopes = "notes.read",
                                .created_at = testing::kStart,
                                .updated_at = testing::kStart});
    });
    AuthorizeRequest ask;
    ask.scopes = {"openid", "notes.read", "offline_access"};
    ask.code_challenge = testing::kChallenge;
    ask.resources = {kApi};
    const auto response = redeem(app, code_for(app, ask));
    access = testing::member(response, "access_token");
    refresh_token = testing::member(response, "refresh_token");
  }

  Json ask(const std::string& token, const Client& caller) {
    return introspect({Secret(token)}, caller, db.store, policy, db.clock.now());
  }

  std::string printed(const std::string& token, const Client& caller) {
    return ask(token, caller).print();
  }

  bool is_active(const std::string& token, const Client& caller) {
    return ask(token, caller).view().boolean("active").value();
  }
};

constexpr const char* kInactive = R"({"active":false})";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(introspection_test, WithTokens)

BOOST_AUTO_TEST_CASE(token_is_required_and_stands_once) {
  for (const char* bad : {"", "token=", "token=a&token=b"}) {
    BOOST_TEST(testing::error_of(parse_introspection_request(testing::form_of(bad))) ==
               "invalid_request");
  }
}

// RFC 7662 2.2: what a live token says.
BOOST_AUTO_TEST_CASE(live_token_is_described_in_full) {
  const Json answer = ask(access, app);
  const JsonView view = answer.view();
  BOOST_TEST(view.boolean("active").value());
  BOOST_TEST(view.string("scope").value() == "openid notes.read offline_access");
  BOOST_TEST(view.string("client_id").value() == "app");
  BOOST_TEST(view.string("token_type").value() == "Bearer");
  BOOST_TEST(view.string("sub").value() == "ada");
  BOOST_TEST(view.string("aud").value() == kApi);
  BOOST_TEST(view.string("iss").value() == policy.issuer);
  BOOST_TEST(view.integer("iat").value() == to_unix(testing::kStart));
  BOOST_TEST(view.integer("exp").value() == to_unix(testing::kStart + policy.access_lifetime));
  BOOST_TEST(view.string("sid").value() == testing::ada().sid);
  BOOST_TEST(!view.string("jti").value().empty());
}

// RFC 7662 2.1 #caller: the client itself, or who serves one of the audiences.
BOOST_AUTO_TEST_CASE(only_the_client_and_who_serves_the_audience_learn_anything) {
  BOOST_TEST(is_active(access, app));
  BOOST_TEST(is_active(access, api));
  BOOST_TEST(printed(access, other) == kInactive);
  BOOST_TEST(printed(access, stranger) == kInactive);
}

BOOST_AUTO_TEST_CASE(refresh_token_is_for_its_own_client_alone) {
  BOOST_TEST(is_active(refresh_token, app));
  BOOST_TEST(printed(refresh_token, api) == kInactive);
  BOOST_TEST(printed(refresh_token, other) == kInactive);
}

// RFC 7662 2.2: inactive, and not a word about why.
BOOST_AUTO_TEST_CASE(unknown_tokens_are_inactive_and_nothing_else) {
  for (const std::string& token : {std::string("x"), std::string("a.b"), std::string("a.b.c"),
                                   access + "x", refresh_token + "x", std::string(100'000, 'a')}) {
    BOOST_TEST(printed(token, app) == kInactive);
  }
}

BOOST_AUTO_TEST_CASE(token_that_is_over_is_inactive) {
  db.clock.advance(policy.access_lifetime - Seconds(1));
  BOOST_TEST(is_active(access, app));
  db.clock.advance(Seconds(1));
  BOOST_TEST(printed(access, app) == kInactive);
  BOOST_TEST(is_active(refresh_token, app));
  db.clock.advance(policy.refresh_lifetime);
  BOOST_TEST(printed(refresh_token, app) == kInactive);
}

BOOST_AUTO_TEST_CASE(retired_refresh_token_is_inactive) {
  BOOST_REQUIRE(refresh(app, refresh_token).status() == 200);
  BOOST_TEST(printed(refresh_token, app) == kInactive);
}

BOOST_AUTO_TEST_CASE(revoked_grant_makes_everything_inactive) {
  write([&](store::Transaction& tx) {
    store::revoke_grants_of(tx, testing::ada().sub, app.client_id, "test", db.clock.now());
  });
  BOOST_TEST(printed(access, app) == kInactive);
  BOOST_TEST(printed(access, api) == kInactive);
  BOOST_TEST(printed(refresh_token, app) == kInactive);
}

BOOST_AUTO_TEST_CASE(disabled_client_makes_its_tokens_inactive) {
  write([&](store::Transaction& tx) {
    store::disable_client_row(tx, app.client_id, db.clock.now());
  });
  BOOST_TEST(printed(access, api) == kInactive);
  BOOST_TEST(printed(refresh_token, app) == kInactive);
}

// RFC 9701 5: for the caller, and without what an access or ID token has.
BOOST_AUTO_TEST_CASE(signed_answer_cannot_pass_for_a_token) {
  const Secret text = sign_introspection(ask(access, api), api, policy, keys(), db.clock.now());
  const auto jws = jose::parse_compact(text.reveal());
  BOOST_REQUIRE(jws);
  BOOST_TEST(keys().verify(*jws));
  BOOST_TEST(jws->header.view().string("typ").value() == "token-introspection+jwt");
  const JsonView claims = jws->payload.view();
  BOOST_TEST(claims.string("iss").value() == policy.issuer);
  BOOST_TEST(claims.string("aud").value() == "api");
  BOOST_TEST(claims.integer("iat").value() == to_unix(db.clock.now()));
  BOOST_TEST(!claims.member("sub"));
  BOOST_TEST(!claims.member("exp"));
  BOOST_TEST(claims.member("token_introspection")->string("sub").value() == "ada");
}

// RFC 9701 6: with the algorithm that the caller registered.
BOOST_AUTO_TEST_CASE(signed_answer_has_the_algorithm_of_the_caller) {
  api.introspection_signed_response_alg = jose::Alg::kEdDsa;
  const auto text = sign_introspection(ask("x", api), api, policy, keys(), db.clock.now());
  BOOST_TEST(testing::header_of(text.reveal()).view().string("alg").value() == "EdDSA");
  api.introspection_signed_response_alg = jose::Alg::kPs256;
  BOOST_CHECK_THROW(sign_introspection(ask("x", api), api, policy, keys(), db.clock.now()),
                    std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
