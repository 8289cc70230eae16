#include "ops/consents.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {
namespace {

struct WithConsents : WithOperator {
  WithConsents() {
    make_client("app");
    remember("alice", "app");
    remember("bob", "app");
    make_grant("g1", "app", "alice");
    make_grant("g2", "app", "bob");
  }

  void remember(const std::string& sub, const std::string& client) {
    db.store.transact([&](store::Transaction& tx) {
      store::save_consent(tx, {.sub = Subject(sub),
                               .client_id = ClientId(client),
                               .scopes = "openid",
                               .resources = "",
                               .claims = "",
                               .granted_at = db.clock.now(),
                               .updated_at = db.clock.now()});
      return true;
    });
  }

  auto revoke(const std::string& sub, const std::string& client) {
    return revoke_consent(who, Subject(sub), ClientId(client));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(consents_test, WithConsents)

BOOST_AUTO_TEST_CASE(list_is_filtered) {
  BOOST_TEST(list_consents(who, std::nullopt, std::nullopt).size() == 2U);
  BOOST_TEST(list_consents(who, Subject("alice"), std::nullopt).size() == 1U);
  BOOST_TEST(list_consents(who, std::nullopt, ClientId("other")).empty());
}

BOOST_AUTO_TEST_CASE(revoking_forgets_and_ends_the_grants_of_that_person_only) {
  const auto revoked = revoke("alice", "app");
  BOOST_REQUIRE(revoked);
  BOOST_TEST(revoked->forgotten);
  BOOST_TEST(revoked->grants_ended == 1);
  BOOST_TEST(!grant_is_live("g1"));
  BOOST_TEST(grant_is_live("g2"));
  BOOST_TEST(list_consents(who, std::nullopt, std::nullopt).size() == 1U);
  BOOST_TEST(has_event("consent.revoked"));
}

BOOST_AUTO_TEST_CASE(grants_end_also_when_nothing_was_remembered) {
  make_grant("g3", "app", "carol");
  const auto revoked = revoke("carol", "app");
  BOOST_REQUIRE(revoked);
  BOOST_TEST(!revoked->forgotten);
  BOOST_TEST(!grant_is_live("g3"));
}

BOOST_AUTO_TEST_CASE(revoking_twice_is_not_found) {
  BOOST_REQUIRE(revoke("alice", "app"));
  BOOST_TEST((revoke("alice", "app").error().kind == RefusalKind::kNotFound));
  BOOST_TEST((revoke("alice", "other").error().kind == RefusalKind::kNotFound));
  BOOST_TEST((revoke("nobody", "app").error().kind == RefusalKind::kNotFound));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
