#include "protocol/connected_apps.h"

#include <boost/test/unit_test.hpp>

#include "store/consents.h"
#include "store/grants.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

struct WithApps : testing::Site {
  Client notes = add(named("notes", "Notes"));
  Client kite = add(named("kite", "Kite"));

  static Client named(const std::string& id, const std::string& name) {
    Client client = testing::web_client(id);
    client.name = name;
    return client;
  }

  void grant(const std::string& id, const Client& client, const std::string& scopes,
             Seconds after = Seconds(0), const char* claims = nullptr) {
    store::Grant row = testing::grant_of(client, id);
    row.scopes = scopes;
    row.created_at = testing::kStart + after;
    if (claims != nullptr) row.claims_request = claims;
    write([&](store::Transaction& tx) { store::insert_grant(tx, row); });
  }

  void remember(const Client& client, const std::string& scopes) {
    write([&](store::Transaction& tx) {
      store::save_consent(tx, {.sub = testing::ada().sub,
                               .client_id = client.client_id,
                               .scopes = scopes,
                               .resources = "https://api.example",
                               .claims = "birthdate",
                               .granted_at = testing::kStart - Seconds(50),
                               .updated_at = testing::kStart});
    });
  }

  std::vector<ConnectedApp> apps(const char* sub = "ada") {
    const Subject who = std::string(sub) == "ada" ? testing::ada().sub : Subject(sub);
    return read([&](store::Reader& reader) { return connected_apps(reader, who, db.clock.now()); });
  }

  RevokedConsent revoke(const Client& client, const Subject& sub = testing::ada().sub) {
    RevokedConsent revoked;
    write([&](store::Transaction& tx) {
      revoked = revoke_consent(tx, sub, client.client_id, "olga",
                               {.random = random, .now = db.clock.now()});
    });
    return revoked;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(connected_apps_test, WithApps)

BOOST_AUTO_TEST_CASE(nobody_has_apps_without_grants_or_consent) {
  BOOST_TEST(apps().empty());
  grant("g1", notes, "openid");
  BOOST_TEST(apps("bob").empty());
}

BOOST_AUTO_TEST_CASE(grants_and_consent_of_one_client_are_one_app) {
  grant("g1", notes, "openid email");
  grant("g2", notes, "openid profile", Seconds(10));
  remember(notes, "openid notes.read");
  const auto list = apps();
  BOOST_REQUIRE(list.size() == 1U);
  BOOST_TEST(list[0].client.client_id.text() == "notes");
  BOOST_TEST(join_words(list[0].scopes) == "openid email profile notes.read");
  BOOST_TEST(join_words(list[0].claims) == "birthdate");
  BOOST_TEST(join_words(list[0].resources) == "https://api.example");
  BOOST_TEST((list[0].since == testing::kStart - Seconds(50)));
}

BOOST_AUTO_TEST_CASE(claims_of_a_grant_are_shown_too) {
  grant("g1", notes, "openid", Seconds(0), R"({"userinfo":{"phone_number":null}})");
  BOOST_TEST(join_words(apps().at(0).claims) == "phone_number");
}

BOOST_AUTO_TEST_CASE(apps_are_in_the_order_of_their_names) {
  grant("g1", notes, "openid");
  remember(kite, "openid");
  const auto list = apps();
  BOOST_REQUIRE(list.size() == 2U);
  BOOST_TEST(list[0].client.name == "Kite");
}

BOOST_AUTO_TEST_CASE(ended_grants_do_not_count) {
  grant("g1", notes, "openid");
  write([&](store::Transaction& tx) {
    store::revoke_grant(tx, GrantId("g1"), "test", db.clock.now());
  });
  BOOST_TEST(apps().empty());
  grant("g2", kite, "openid");
  db.clock.advance(Seconds(400 * 86'400));
  BOOST_TEST(apps().empty());
}

BOOST_AUTO_TEST_CASE(last_use_is_that_of_the_newest_token_to_the_hour) {
  const std::string code = code_for(notes, "openid email offline_access");
  BOOST_TEST(!apps().at(0).last_used_at);
  const auto refresh_token = testing::member(redeem(notes, code), "refresh_token");
  BOOST_TEST((apps().at(0).last_used_at == testing::kStart));
  db.clock.advance(Seconds(3'599));
  const auto next = testing::member(refresh(notes, refresh_token), "refresh_token");
  BOOST_TEST((apps().at(0).last_used_at == testing::kStart));
  db.clock.advance(Seconds(1));
  BOOST_TEST(!testing::member(refresh(notes, next), "refresh_token").empty());
  BOOST_TEST((apps().at(0).last_used_at == testing::kStart + Seconds(3'600)));
}

BOOST_AUTO_TEST_CASE(revoking_ends_consent_and_every_grant_of_that_client_alone) {
  grant("g1", notes, "openid");
  grant("g2", notes, "openid email");
  grant("g3", kite, "openid");
  remember(notes, "openid");
  const RevokedConsent revoked = revoke(notes);
  BOOST_TEST(revoked.forgotten);
  BOOST_TEST(revoked.grants_ended == 2);
  BOOST_REQUIRE(apps().size() == 1U);
  BOOST_TEST(apps()[0].client.name == "Kite");
  BOOST_TEST(events().at(0) == "consent.revoked");
}

BOOST_AUTO_TEST_CASE(revoking_nothing_changes_and_records_nothing) {
  grant("g1", notes, "openid");
  const auto before = events().size();
  BOOST_TEST(revoke(kite).is_nothing());
  BOOST_TEST(revoke(notes, Subject("bob")).is_nothing());
  BOOST_TEST(events().size() == before);
  BOOST_TEST(apps().size() == 1U);
}

BOOST_AUTO_TEST_CASE(secret_counts_only_once_and_in_its_own_shape) {
  const Secret secret = new_apps_secret(random);
  const std::string cookie = "__Host-lockspire_a=" + secret.reveal();
  BOOST_TEST(presented_apps_secret(cookie, policy)->reveal() == secret.reveal());
  BOOST_TEST(!presented_apps_secret("", policy));
  BOOST_TEST(!presented_apps_secret(cookie + "; " + cookie, policy));
  BOOST_TEST(!presented_apps_secret("lockspire_a=" + secret.reveal(), policy));
  BOOST_TEST(!presented_apps_secret("__Host-lockspire_a=", policy));
  BOOST_TEST(!presented_apps_secret("__Host-lockspire_a=" + std::string(43, '!'), policy));
}

BOOST_AUTO_TEST_CASE(csrf_token_is_of_one_browser_account_and_session) {
  const Secret secret = new_apps_secret(random);
  const host::Session ada = testing::ada();
  host::Session other_session = ada;
  other_session.sid += "x";
  host::Session other_account = ada;
  other_account.sub = Subject("bob");
  const std::string token = apps_csrf_token(secret, ada);
  BOOST_TEST(apps_csrf_token(secret, ada) == token);
  BOOST_TEST(apps_csrf_token(secret, other_session) != token);
  BOOST_TEST(apps_csrf_token(secret, other_account) != token);
  BOOST_TEST(apps_csrf_token(new_apps_secret(random), ada) != token);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
