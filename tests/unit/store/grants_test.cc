#include "store/grants.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/store/with_rows.h"

namespace lockspire::store {
namespace {

struct Grants : WithRows {
  std::optional<Grant> find(const char* id) {
    return read([&](Reader& reader) { return find_grant(reader, GrantId(id)); });
  }
  void add(const char* id, const char* client, const char* sub) {
    Grant grant = testing::grant_of(app, id);
    grant.client_id = ClientId(client);
    grant.sub = Subject(sub);
    write([&](Transaction& tx) { insert_grant(tx, grant); });
  }
  bool is_live(const char* id) { return !find(id)->revoked_at; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(grants_test, Grants)

BOOST_AUTO_TEST_CASE(grant_reads_back_as_it_was) {
  Grant full = testing::grant_of(app, "g2");
  full.acr = "mfa";
  full.amr = R"(["pwd"])";
  full.resources = "https://api.example";
  full.claims_request = "{}";
  full.scopes = "openid \xc3\xa9";
  write([&](Transaction& tx) { insert_grant(tx, full); });
  const auto found = find("g2");
  BOOST_REQUIRE(found);
  BOOST_TEST(found->client_id.text() == "app");
  BOOST_TEST(found->sub.text() == "ada");
  BOOST_TEST(found->sid == "s-ada");
  BOOST_TEST((found->auth_time == full.auth_time));
  BOOST_TEST(*found->acr == "mfa");
  BOOST_TEST(*found->amr == R"(["pwd"])");
  BOOST_TEST(found->scopes == full.scopes);
  BOOST_TEST(*found->resources == "https://api.example");
  BOOST_TEST(*found->claims_request == "{}");
  BOOST_TEST(*found->account_claims == testing::kAdaClaims);
  BOOST_TEST((found->capped_at == full.capped_at));
  BOOST_TEST((found->expires_at == full.expires_at));
  BOOST_TEST(!found->revoked_at);
}

BOOST_AUTO_TEST_CASE(absent_stays_absent) {
  const auto found = find("g1");
  BOOST_TEST(!found->acr);
  BOOST_TEST(!found->amr);
  BOOST_TEST(!found->resources);
  BOOST_TEST(!found->claims_request);
  BOOST_TEST(!find("G1"));
  BOOST_TEST(!find("g1 "));
  BOOST_TEST(!find("%"));
}

BOOST_AUTO_TEST_CASE(end_is_put_off_and_never_brought_forward) {
  const auto extend = [&](int needed, int until) {
    write([&](Transaction& tx) {
      extend_grant(tx, g1, {now, now + Seconds(needed), now + Seconds(until)});
    });
    return (find("g1")->expires_at - now).count();
  };
  BOOST_TEST(extend(100, 200) == 600);
  BOOST_TEST(extend(600, 900) == 600);
  BOOST_TEST(extend(601, 900) == 900);
  BOOST_TEST(extend(700, 800) == 900);
}

BOOST_AUTO_TEST_CASE(use_that_changes_nothing_is_told_from_the_row) {
  const auto use = [&](int at, int needed) {
    return GrantUse{now + Seconds(at), now + Seconds(needed), now + Seconds(needed)};
  };
  BOOST_TEST(use(0, 100).changes(*find("g1")));  // the first
  write([&](Transaction& tx) { extend_grant(tx, g1, use(0, 100)); });
  const auto used = find("g1");
  BOOST_TEST((used->last_used_at == now));
  BOOST_TEST(!use(3599, 600).changes(*used));
  BOOST_TEST(use(3600, 600).changes(*used));
  BOOST_TEST(use(1, 601).changes(*used));
}

BOOST_AUTO_TEST_CASE(grant_is_revoked_once_and_its_first_end_stays) {
  BOOST_TEST(revoke());
  BOOST_TEST(!revoke());
  BOOST_TEST(
      !write([&](Transaction& tx) { return revoke_grant(tx, g1, "later", now + Seconds(9)); }));
  BOOST_TEST((find("g1")->revoked_at == now));
  BOOST_TEST(!write([&](Transaction& tx) { return revoke_grant(tx, GrantId("x"), "test", now); }));
}

BOOST_AUTO_TEST_CASE(revoking_by_account_or_client_spares_the_others) {
  add("same", "app", "ada");
  add("other_sub", "app", "eve");
  add("other_client", "other", "ada");
  BOOST_TEST(write([&](Transaction& tx) {
               return revoke_grants_of(tx, Subject("ada"), ClientId("app"), "test", now);
             }) == 2);
  BOOST_TEST(!is_live("g1"));
  BOOST_TEST(!is_live("same"));
  BOOST_TEST(is_live("other_sub"));
  BOOST_TEST(is_live("other_client"));
  BOOST_TEST(write([&](Transaction& tx) {
               return revoke_grants_of_client(tx, ClientId("app"), "test", now);
             }) == 1);
  BOOST_TEST(!is_live("other_sub"));
  BOOST_TEST(is_live("other_client"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
