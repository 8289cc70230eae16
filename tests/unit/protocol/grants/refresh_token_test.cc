#include "protocol/grants/refresh_token.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "store/grants.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::error_in;
using testing::member;

constexpr Seconds kDay{86'400};

struct Tokens : testing::Site {
  const Client app = add(testing::web_client());
  const Client other = add(testing::web_client("other"));
  // A person's sign-in with a refresh token.
  const std::string first = begin();

  std::string begin() {
    return member(redeem(app, code_for(app, "openid email offline_access")), "refresh_token");
  }

  // The next refresh token of a good exchange.
  std::string exchange(const std::string& token, const testing::Parameters& more = {}) {
    const auto answer = refresh(app, token, more);
    BOOST_TEST_REQUIRE(answer.status() == 200);
    return member(answer, "refresh_token");
  }

  std::string error_of(const std::string& token, const testing::Parameters& more = {}) {
    return error_in(refresh(app, token, more));
  }

  std::int64_t live_grants() {
    return count("SELECT count(*) FROM grants WHERE revoked_at IS NULL");
  }
  std::int64_t live_tokens() {
    return count("SELECT count(*) FROM refresh_tokens WHERE retired_at IS NULL");
  }
  bool logged(const std::string& reason) {
    return log_text().find("reason=" + reason + " ") != std::string::npos;
  }
  void pass_grace() { db.clock.advance(policy.refresh_grace + Seconds(1)); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(refresh_token_test, Tokens)

// RFC 6749 6: a refresh token gives a new access token.
// RFC 9700 4.14.2 #rotation: and a new refresh token in its place.
BOOST_AUTO_TEST_CASE(exchange_rotates_the_token) {
  const auto answer = refresh(app, first);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(member(answer, "refresh_token") != first);
  BOOST_TEST(member(answer, "scope") == "openid email offline_access");
  BOOST_TEST(userinfo(member(answer, "access_token")).status() == 200);
  BOOST_TEST(live_tokens() == 1);
  BOOST_TEST(!exchange(member(answer, "refresh_token")).empty());
}

// RFC 9700 4.14.2: a retired token that is seen again ends the whole grant.
BOOST_AUTO_TEST_CASE(replayed_token_revokes_the_grant) {
  const auto second = refresh(app, first);
  pass_grace();
  BOOST_TEST(error_of(first) == "invalid_grant");
  BOOST_TEST(live_grants() == 0);
  BOOST_TEST(error_of(member(second, "refresh_token")) == "invalid_grant");
  BOOST_TEST(userinfo(member(second, "access_token")).status() == 401);
  BOOST_TEST(std::ranges::count(events(), "grant.revoked") == 1);
  BOOST_TEST(logged("refresh.replayed"));
  BOOST_TEST(error_of(first) == "invalid_grant");
  BOOST_TEST(std::ranges::count(events(), "grant.revoked") == 1);
}

// RFC 9700 4.14.2 #reuse-first: a retired token is a replay although it has expired since.
BOOST_AUTO_TEST_CASE(reuse_counts_before_expiry) {
  const std::string second = exchange(first);
  db.clock.advance(policy.refresh_lifetime - Seconds(1));
  const std::string third = exchange(second);
  db.clock.advance(kDay);
  BOOST_TEST(error_of(first) == "invalid_grant");
  BOOST_TEST(logged("refresh.replayed"));
  BOOST_TEST(error_of(third) == "invalid_grant");
}

// RFC 6749 10.4: a token is bound to its client; another's attempt ends nothing.
// RFC 6749 6 #bound: the token was issued to the authenticated client.
BOOST_AUTO_TEST_CASE(other_client_gets_nothing_and_revokes_nothing) {
  BOOST_TEST(error_in(refresh(other, first)) == "invalid_grant");
  BOOST_TEST(logged("refresh.client_mismatch"));
  BOOST_TEST(live_grants() == 1);
  const std::string second = exchange(first);
  pass_grace();
  BOOST_TEST(error_in(refresh(other, first)) == "invalid_grant");
  BOOST_TEST(live_grants() == 1);
  BOOST_TEST(!exchange(second).empty());
}

BOOST_AUTO_TEST_CASE(unknown_token_is_refused_and_revokes_nothing) {
  const std::string wrong_verifier = first.substr(0, first.size() - 4) + "AAAA";
  const std::string second = exchange(first);
  pass_grace();
  for (const std::string& guess : {std::string("x"), first.substr(0, 26), wrong_verifier,
                                   first + "A", std::string(100'000, 'a')}) {
    BOOST_TEST_CONTEXT(guess.substr(0, 60)) {
      BOOST_TEST(error_of(guess) == "invalid_grant");
    }
  }
  BOOST_TEST(live_grants() == 1);
  BOOST_TEST(!exchange(second).empty());
}

BOOST_AUTO_TEST_CASE(access_token_is_no_refresh_token) {
  const auto answer = refresh(app, first);
  BOOST_TEST(error_of(member(answer, "access_token")) == "invalid_grant");
  BOOST_TEST(live_grants() == 1);
}

// RFC 6749 6 #scope: the new scope cannot exceed the old one.
// RFC 6749 3.3 #differs: the answer says which scope was granted.
// RFC 6749 6 #same-scope: a new refresh token has the scope of the old one.
BOOST_AUTO_TEST_CASE(narrowing_holds_for_one_access_token_only) {
  const auto narrow = refresh(app, first, {{"scope", "openid"}});
  BOOST_TEST(member(narrow, "scope") == "openid");
  const auto wide = refresh(app, member(narrow, "refresh_token"));
  BOOST_TEST(member(wide, "scope") == "openid email offline_access");
}

// RFC 9700 4.14.2 #bound: a refresh token is bound to the scope and resources that were consented
// to.
BOOST_AUTO_TEST_CASE(widening_is_refused_and_leaves_the_token_alone) {
  for (const char* scope : {"openid profile", "admin", "unheard.of", "OPENID"}) {
    BOOST_TEST(error_of(first, {{"scope", scope}}) == "invalid_scope");
  }
  BOOST_TEST(error_of(first, {{"resource", "https://api.example"}}) == "invalid_target");
  BOOST_TEST(!exchange(first).empty());
}

// OIDC Core 12.2: the ID token of a refresh is of the same account and sign-in.
BOOST_AUTO_TEST_CASE(refreshed_id_token_keeps_the_sign_in_and_has_no_nonce) {
  db.clock.advance(Seconds(300));
  const Json id_token = testing::payload_of(member(refresh(app, first), "id_token"));
  BOOST_TEST(id_token.view().string("iss").value() == policy.issuer);
  BOOST_TEST(id_token.view().string("sub").value() == "ada");
  BOOST_TEST(id_token.view().string("aud").value() == "app");
  BOOST_TEST(id_token.view().integer("auth_time").value() == to_unix(testing::ada().auth_time));
  BOOST_TEST(id_token.view().integer("iat").value() == to_unix(db.clock.now()));
  BOOST_TEST(!id_token.view().member("nonce"));
}

BOOST_AUTO_TEST_CASE(narrowed_below_openid_there_is_no_id_token) {
  const auto answer = refresh(app, first, {{"scope", "email"}});
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(member(answer, "id_token").empty());
  BOOST_TEST(testing::error_in(userinfo(member(answer, "access_token"))) == "insufficient_scope");
}

// RFC 9700 4.14.2 #idle: a token that is not used expires.
BOOST_AUTO_TEST_CASE(idle_token_expires_and_use_slides_its_end) {
  db.clock.advance(policy.refresh_lifetime - Seconds(1));
  const std::string second = exchange(first);
  db.clock.advance(policy.refresh_lifetime - Seconds(1));
  const std::string third = exchange(second);
  db.clock.advance(policy.refresh_lifetime);
  BOOST_TEST(error_of(third) == "invalid_grant");
  BOOST_TEST(logged("refresh.expired"));
}

BOOST_AUTO_TEST_CASE(no_token_outlives_the_cap) {
  policy.refresh_cap = 45 * kDay;
  std::string token = begin();
  db.clock.advance(29 * kDay);
  token = exchange(token);
  db.clock.advance(16 * kDay - Seconds(1));
  token = exchange(token);
  db.clock.advance(Seconds(1));
  BOOST_TEST(error_of(token) == "invalid_grant");
}

BOOST_AUTO_TEST_CASE(disabled_or_revoked_means_over_at_once) {
  write([&](store::Transaction& tx) {
    store::revoke_grants_of(tx, Subject("ada"), app.client_id, "test", db.clock.now());
  });
  BOOST_TEST(error_of(first) == "invalid_grant");
  BOOST_TEST(logged("refresh.grant_revoked"));
}

BOOST_AUTO_TEST_CASE(client_that_lost_the_grant_type_is_refused) {
  write([&](store::Transaction& tx) {
    Client changed = app;
    changed.grant_types = {"authorization_code"};
    tx.execute("UPDATE clients SET metadata = $1 WHERE client_id = 'app'",
               client_metadata(changed).print());
  });
  BOOST_TEST(error_of(first) == "unauthorized_client");
  BOOST_TEST(live_tokens() == 1);
}

BOOST_AUTO_TEST_CASE(answer_says_the_same_whatever_is_wrong_with_the_token) {
  exchange(first);
  pass_grace();
  for (const std::string& token : {first, std::string("x")}) {
    BOOST_TEST(member(refresh(app, token), "error_description") == "refresh token is not valid");
  }
}

// OIDC Core 11: a refresh token for an OpenID request comes of offline_access.
// RFC 6749 1.5: and the client must be registered for it.
BOOST_AUTO_TEST_CASE(refresh_token_is_issued_only_where_it_was_agreed_on) {
  const auto has_one = [&](const Client& client, const std::string& scope) {
    return !member(redeem(client, code_for(client, scope)), "refresh_token").empty();
  };
  Client online = testing::web_client("online");
  online.grant_types = {"authorization_code"};
  add(online);
  BOOST_TEST(has_one(app, "openid offline_access"));
  BOOST_TEST(has_one(app, "notes.read"));
  BOOST_TEST(!has_one(app, "openid email"));
  BOOST_TEST(!has_one(online, "openid offline_access"));
  BOOST_TEST(!has_one(online, "notes.read"));
}

// OIDC Core 11 #online: refresh tokens may be issued without offline_access too.
BOOST_AUTO_TEST_CASE(policy_can_issue_refresh_tokens_without_offline_access) {
  policy.refresh_token_needs_offline_access = false;
  Client online = testing::web_client("online");
  online.grant_types = {"authorization_code"};
  add(online);
  const auto answer = redeem(app, code_for(app, "openid email"));
  const std::string token = member(answer, "refresh_token");
  BOOST_TEST(!token.empty());
  BOOST_TEST(member(answer, "scope") == "openid email");
  BOOST_TEST(refresh(app, token).status() == 200);
  BOOST_TEST(member(redeem(online, code_for(online, "openid email")), "refresh_token").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
