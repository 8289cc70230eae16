#include "ops/clients.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "base/opaque.h"
#include "store/clients.h"
#include "store/consents.h"
#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {
namespace {

struct WithClients : WithOperator {
  std::vector<store::ClientSecret> live_secrets(const std::string& id) {
    return show_client(who, ClientId(id)).value().secrets;
  }

  bool allows_origin(const std::string& origin) {
    return db.store.read(
        [&](store::Reader& reader) { return store::is_client_origin(reader, origin); });
  }

  Outcome<RegisteredClient> update(const std::string& id, const std::string& json) {
    return update_client(who, ClientId(id), Json::parse(json)->view());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(clients_test, WithClients)

BOOST_AUTO_TEST_CASE(created_client_is_found_with_its_secret_as_a_hash) {
  const auto made = make_client("app");
  BOOST_TEST(made.secret.reveal().size() == 43U);
  const auto details = show_client(who, ClientId("app"));
  BOOST_REQUIRE(details);
  BOOST_REQUIRE(details->secrets.size() == 1U);
  BOOST_TEST(matches(details->secrets[0].secret_hash, hash_of(made.secret.reveal())));
  BOOST_TEST(has_event("client.created"));
  BOOST_TEST(allows_origin("https://app.example"));
}

BOOST_AUTO_TEST_CASE(public_client_gets_no_secret) {
  const auto made = make_client("app", R"(,"token_endpoint_auth_method":"none")");
  BOOST_TEST(made.secret.empty());
  BOOST_TEST(live_secrets("app").empty());
}

BOOST_AUTO_TEST_CASE(random_ids_differ_and_never_look_like_options) {
  const auto json = Json::parse(R"({"redirect_uris":["https://app.example/cb"]})");
  std::string last;
  for (int i = 0; i < 200; ++i) {
    const auto made = create_client(who, json->view(), std::nullopt);
    BOOST_REQUIRE(made);
    BOOST_TEST(!made->client.client_id.text().starts_with('-'));
    BOOST_TEST(made->client.client_id.text() != last);
    last = made->client.client_id.text();
  }
}

// RFC 6749 2.2: a client identifier is unique, and no secret.
BOOST_AUTO_TEST_CASE(taken_id_is_refused_and_its_owner_stays) {
  const auto first = make_client("app", R"(,"client_name":"First")");
  const auto json = Json::parse(R"({"redirect_uris":["https://evil.example/cb"]})");
  const auto second = create_client(who, json->view(), ClientId("app"));
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().kind == RefusalKind::kRefused));
  BOOST_TEST(show_client(who, ClientId("app"))->client.name == "First");
  BOOST_TEST(live_secrets("app").size() == 1U);
  BOOST_TEST(!allows_origin("https://evil.example"));
  BOOST_TEST(events().size() == 1U);
}

// RFC 6749 A.1: client-id = *VSCHAR.
BOOST_AUTO_TEST_CASE(unprintable_ids_are_refused) {
  const auto json = Json::parse(R"({"redirect_uris":["https://app.example/cb"]})");
  for (const std::string& id :
       {std::string(""), std::string("a b"), std::string("ä"), std::string(256, 'x')}) {
    BOOST_TEST(!create_client(who, json->view(), ClientId(id)), id);
  }
  BOOST_TEST(list_clients(who).empty());
}

BOOST_AUTO_TEST_CASE(invalid_metadata_is_refused_with_every_problem) {
  const auto json = Json::parse(R"({"redirect_uris":["http://x.example/cb"],"scope":"admin"})");
  const auto made = create_client(who, json->view(), std::nullopt);
  BOOST_REQUIRE(!made);
  BOOST_TEST(made.error().message.find("redirect_uris") != std::string::npos);
  BOOST_TEST(made.error().message.find("scope") != std::string::npos);
  BOOST_TEST(events().empty());
}

BOOST_AUTO_TEST_CASE(update_replaces_what_is_given_and_keeps_the_rest) {
  make_client("app", R"(,"client_name":"Old","scope":"openid email")");
  db.clock.advance(Seconds(5));
  const auto made = update("app", R"({"client_name":"New"})");
  BOOST_REQUIRE(made);
  BOOST_TEST(made->secret.empty());
  const Client client = show_client(who, ClientId("app"))->client;
  BOOST_TEST(client.name == "New");
  BOOST_TEST(client.has_scope("email"));
  BOOST_TEST((client.updated_at == db.clock.now()));
  BOOST_TEST((client.created_at == db.clock.now() - Seconds(5)));
  BOOST_TEST(has_event("client.updated"));
}

BOOST_AUTO_TEST_CASE(null_takes_a_member_back_to_its_default) {
  make_client("app", R"(,"scope":"openid email","access_token_format":"opaque")");
  BOOST_REQUIRE(update("app", R"({"scope":null,"access_token_format":null})"));
  const Client client = show_client(who, ClientId("app"))->client;
  BOOST_TEST(client.scopes.size() == 1U);
  BOOST_TEST(!client.access_token_format);
}

BOOST_AUTO_TEST_CASE(keys_by_value_and_by_reference_replace_each_other) {
  const std::string jwks =
      R"({"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";
  make_client("app", R"(,"jwks":)" + jwks);
  BOOST_REQUIRE(update("app", R"({"jwks_uri":"https://app.example/jwks"})"));
  BOOST_TEST(show_client(who, ClientId("app"))->client.jwks.empty());
  BOOST_REQUIRE(update("app", R"({"jwks":)" + jwks + "}"));
  const Client client = show_client(who, ClientId("app"))->client;
  BOOST_TEST(client.jwks == jwks);
  BOOST_TEST(client.jwks_uri.empty());
  BOOST_TEST(!update("app", R"({"jwks_uri":"https://x.example/jwks","jwks":)" + jwks + "}"));
}

BOOST_AUTO_TEST_CASE(refused_update_changes_nothing) {
  make_client("app");
  BOOST_TEST(!update("app", R"({"client_name":"New","redirect_uris":[]})"));
  BOOST_TEST(show_client(who, ClientId("app"))->client.name.empty());
  BOOST_TEST(events().size() == 1U);
}

BOOST_AUTO_TEST_CASE(changed_redirect_uris_change_the_origins) {
  make_client("app");
  BOOST_REQUIRE(update("app", R"({"redirect_uris":["https://new.example/cb"]})"));
  BOOST_TEST(!allows_origin("https://app.example"));
  BOOST_TEST(allows_origin("https://new.example"));
}

BOOST_AUTO_TEST_CASE(client_that_becomes_confidential_gets_a_secret_and_loses_it_again) {
  make_client("app", R"(,"token_endpoint_auth_method":"none")");
  const auto confidential = update("app", R"({"token_endpoint_auth_method":"client_secret_post"})");
  BOOST_REQUIRE(confidential);
  BOOST_TEST(!confidential->secret.empty());
  BOOST_TEST(live_secrets("app").size() == 1U);
  const auto open = update("app", R"({"token_endpoint_auth_method":"none"})");
  BOOST_REQUIRE(open);
  BOOST_TEST(open->secret.empty());
  BOOST_TEST(live_secrets("app").empty());
}

BOOST_AUTO_TEST_CASE(disabling_ends_the_grants_for_good) {
  make_client("app");
  make_client("other");
  make_grant("g1", "app", "alice");
  make_grant("g2", "other", "alice");
  BOOST_REQUIRE(disable_client(who, ClientId("app")));
  BOOST_TEST(!grant_is_live("g1"));
  BOOST_TEST(grant_is_live("g2"));
  BOOST_TEST(!disable_client(who, ClientId("app")));
  BOOST_REQUIRE(enable_client(who, ClientId("app")));
  BOOST_TEST(!grant_is_live("g1"));
  BOOST_TEST(!show_client(who, ClientId("app"))->client.is_disabled());
  BOOST_TEST(!enable_client(who, ClientId("app")));
  BOOST_TEST(has_event("client.disabled"));
  BOOST_TEST(has_event("client.enabled"));
}

BOOST_AUTO_TEST_CASE(scripts_of_a_disabled_client_may_not_read_answers) {
  make_client("app");
  BOOST_REQUIRE(disable_client(who, ClientId("app")));
  BOOST_TEST(!allows_origin("https://app.example"));
}

BOOST_AUTO_TEST_CASE(rotation_ends_the_old_secret_at_once) {
  const auto before = make_client("app");
  const auto after = rotate_client_secret(who, ClientId("app"), Seconds(0));
  BOOST_REQUIRE(after);
  const auto secrets = live_secrets("app");
  BOOST_REQUIRE(secrets.size() == 1U);
  BOOST_TEST(matches(secrets[0].secret_hash, hash_of(after->secret.reveal())));
  BOOST_TEST(before.secret.reveal() != after->secret.reveal());
  BOOST_TEST(has_event("client.secret_rotated"));
}

BOOST_AUTO_TEST_CASE(rotation_with_overlap_keeps_two_for_that_long) {
  make_client("app");
  BOOST_REQUIRE(rotate_client_secret(who, ClientId("app"), Seconds(60)));
  BOOST_TEST(live_secrets("app").size() == 2U);
  BOOST_TEST(!rotate_client_secret(who, ClientId("app"), Seconds(60)));
  BOOST_TEST(live_secrets("app").size() == 2U);
  db.clock.advance(Seconds(60));
  BOOST_TEST(live_secrets("app").size() == 1U);
  BOOST_TEST(rotate_client_secret(who, ClientId("app"), Seconds(60)).has_value());
}

BOOST_AUTO_TEST_CASE(public_client_has_no_secret_to_rotate) {
  make_client("app", R"(,"token_endpoint_auth_method":"none")");
  BOOST_TEST(!rotate_client_secret(who, ClientId("app"), Seconds(0)));
}

BOOST_AUTO_TEST_CASE(deleting_takes_everything_but_the_audit_log) {
  make_client("app");
  make_grant("g1", "app", "alice");
  db.store.transact([&](store::Transaction& tx) {
    store::save_consent(tx, {.sub = Subject("alice"),
                             .client_id = ClientId("app"),
                             .scopes = "openid",
                             .resources = "",
                             .claims = "",
                             .granted_at = db.clock.now(),
                             .updated_at = db.clock.now()});
    return true;
  });
  BOOST_REQUIRE(delete_client(who, ClientId("app")));
  for (const std::string_view sql :
       {"SELECT count(*) FROM clients", "SELECT count(*) FROM client_secrets",
        "SELECT count(*) FROM client_origins", "SELECT count(*) FROM grants",
        "SELECT count(*) FROM consents"}) {
    const auto count = db.store.read([&](store::Reader& reader) {
      auto row = reader.query(sql);
      row.step();
      return row.integer(0);
    });
    BOOST_TEST(count == 0, sql);
  }
  BOOST_TEST(has_event("client.created"));
  BOOST_TEST(has_event("client.deleted"));
}

BOOST_AUTO_TEST_CASE(unknown_client_is_not_found) {
  const ClientId nobody("nobody");
  BOOST_TEST((show_client(who, nobody).error().kind == RefusalKind::kNotFound));
  BOOST_TEST((disable_client(who, nobody).error().kind == RefusalKind::kNotFound));
  BOOST_TEST((enable_client(who, nobody).error().kind == RefusalKind::kNotFound));
  BOOST_TEST((delete_client(who, nobody).error().kind == RefusalKind::kNotFound));
  BOOST_TEST(
      (rotate_client_secret(who, nobody, Seconds(0)).error().kind == RefusalKind::kNotFound));
  BOOST_TEST((update("nobody", "{}").error().kind == RefusalKind::kNotFound));
  BOOST_TEST(events().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
