#include "ops/tokens.h"

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "store/access_tokens.h"
#include "store/refresh_tokens.h"
#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {
namespace {

struct WithTokens : WithOperator {
  WithTokens() {
    make_client("app");
    make_client("other");
    make_grant("g1", "app", "alice");
    make_grant("g2", "other", "bob");
    add_access("a1", "g1", "app", 100);
    add_access("a2", "g2", "other", 100);
    add_refresh("r1", "g1", 500);
  }

  void add_access(const std::string& id, const std::string& grant, const std::string& client,
                  int lifetime) {
    const Instant now = db.clock.now();
    db.store.transact([&](store::Transaction& tx) {
      store::insert_access_token(tx, {.selector = Selector(id),
                                      .token_hash = Hash("h"),
                                      .grant_id = GrantId(grant),
                                      .client_id = ClientId(client),
                                      .scopes = "openid",
                                      .audience = "https://example.com/lockspire",
                                      .issued_at = now,
                                      .expires_at = now + Seconds(lifetime)});
      return true;
    });
  }

  void add_refresh(const std::string& id, const std::string& grant, int lifetime) {
    const Instant now = db.clock.now();
    db.store.transact([&](store::Transaction& tx) {
      store::insert_refresh_token(tx, {.selector = Selector(id),
                                       .verifier_hash = Hash("h"),
                                       .grant_id = GrantId(grant),
                                       .issued_at = now,
                                       .expires_at = now + Seconds(lifetime)});
      return true;
    });
  }

  std::string state(const std::string& id) { return show_token(who, id).value().state; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tokens_test, WithTokens)

BOOST_AUTO_TEST_CASE(list_is_filtered_and_the_newest_come_first) {
  BOOST_TEST(list_tokens(who, {}).size() == 3U);
  BOOST_TEST(list_tokens(who, {}).front().selector.text() == "r1");
  BOOST_TEST(list_tokens(who, {.client_id = ClientId("app")}).size() == 2U);
  BOOST_TEST(list_tokens(who, {.sub = Subject("bob")}).size() == 1U);
  BOOST_TEST(list_tokens(who, {.grant_id = GrantId("g1")}).size() == 2U);
  BOOST_TEST(list_tokens(who, {.limit = 1}).size() == 1U);
  BOOST_TEST(list_tokens(who, {.sub = Subject("nobody")}).empty());
}

BOOST_AUTO_TEST_CASE(expired_tokens_are_not_live) {
  db.clock.advance(Seconds(100));
  BOOST_TEST(state("a1") == "expired");
  BOOST_TEST(list_tokens(who, {.live_only = true}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(revoked_access_token_ends_alone) {
  BOOST_TEST(revoke_token(who, "a1").value().kind == "access_token");
  BOOST_TEST(state("a1") == "revoked");
  BOOST_TEST(state("r1") == "live");
  BOOST_TEST(grant_is_live("g1"));
  BOOST_TEST(has_event("token.revoked"));
}

BOOST_AUTO_TEST_CASE(revoked_refresh_token_ends_its_grant_and_no_other) {
  BOOST_TEST(revoke_token(who, "r1").value().kind == "refresh_token");
  BOOST_TEST(!grant_is_live("g1"));
  BOOST_TEST(state("a1") == "ended");
  BOOST_TEST(state("a2") == "live");
  BOOST_TEST(has_event("grant.revoked"));
}

BOOST_AUTO_TEST_CASE(grant_is_revoked_by_its_id) {
  BOOST_TEST(revoke_token(who, "g2").value().kind == "grant");
  BOOST_TEST(state("a2") == "ended");
  BOOST_TEST(state("a1") == "live");
}

// RFC 9068 2.2: the jti names the token.
BOOST_AUTO_TEST_CASE(whole_jwt_is_known_by_its_jti) {
  const std::string jwt = base64url(R"({"alg":"ES256"})") + "." + base64url(R"({"jti":"a1"})") +
                          "." + base64url("signature");
  BOOST_TEST(show_token(who, jwt).value().selector.text() == "a1");
}

BOOST_AUTO_TEST_CASE(whole_token_is_known_by_the_part_before_its_dot) {
  BOOST_TEST(revoke_token(who, "a1.verifier").has_value());
  BOOST_TEST(state("a1") == "revoked");
}

BOOST_AUTO_TEST_CASE(what_has_ended_is_refused_and_not_recorded_again) {
  BOOST_REQUIRE(revoke_token(who, "a1"));
  BOOST_REQUIRE(revoke_token(who, "r1"));
  const auto count = events().size();
  BOOST_TEST((revoke_token(who, "a1").error().kind == RefusalKind::kRefused));
  BOOST_TEST((revoke_token(who, "r1").error().kind == RefusalKind::kRefused));
  BOOST_TEST(events().size() == count);
}

BOOST_AUTO_TEST_CASE(unknown_token_is_not_found) {
  BOOST_TEST((show_token(who, "nothing").error().kind == RefusalKind::kNotFound));
  BOOST_TEST((revoke_token(who, "nothing").error().kind == RefusalKind::kNotFound));
}

BOOST_AUTO_TEST_CASE(tokens_of_a_disabled_client_have_ended) {
  BOOST_REQUIRE(disable_client(who, ClientId("other")));
  BOOST_TEST(state("a2") == "ended");
  BOOST_TEST(state("a1") == "live");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
