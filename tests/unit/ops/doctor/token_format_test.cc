#include "ops/doctor/token_format.h"

#include <boost/test/unit_test.hpp>

#include "base/opaque.h"
#include "jose/jws.h"
#include "protocol/tokens/access_token.h"
#include "store/authorization_codes.h"
#include "store/refresh_tokens.h"
#include "store/signing_keys.h"
#include "tests/support/builders.h"
#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {
namespace {

struct WithTokens : WithOperator {
  jose::SigningKey key = jose::SigningKey::generate(jose::Alg::kEs256);
  std::int64_t now = to_unix(db.clock.now());

  WithTokens() { insert_key(store::KeyState::kActive, {}); }

  void insert_key(store::KeyState state, std::optional<Instant> compromised) {
    db.store.transact([&](store::Transaction& tx) {
      store::SigningKeyRow row{.kid = key.kid(),
                               .alg = "ES256",
                               .state = state,
                               .public_jwk = key.public_jwk().print(),
                               .private_key = std::nullopt,
                               .created_at = db.clock.now()};
      row.compromised_at = compromised;
      store::insert_signing_key(tx, row);
      return true;
    });
  }

  std::string id_token(std::int64_t exp, const std::string& iss = "") {
    Json payload = Json::object();
    payload.set("iss", iss.empty() ? policy.issuer : iss).set("sub", "ada").set("aud", "app");
    payload.set("auth_time", now).set("exp", exp);
    return std::string(jose::sign_compact(key, "JWT", payload).reveal());
  }

  // `WORDS: OK code, ERROR code...`, the words of the first.
  std::string said(std::string_view token, const host::SessionRules* sessions = nullptr) {
    std::string out;
    for (const Finding& finding : explain_token(who, sessions, token)) {
      out += out.empty() ? finding.summary + ":" : ",";
      out += " " + std::string(severity_name(finding.severity)) + " " + finding.code;
    }
    return out;
  }
};

constexpr const char* kGoodIdToken =
    "it is an ID token: OK token.kind, OK token.claims, OK token.issuer, OK token.expires, "
    "OK token.key";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(token_format_test, WithTokens)

BOOST_AUTO_TEST_CASE(an_id_token_is_judged_by_issuer_time_and_key) {
  BOOST_TEST(said(id_token(now + 60)) == kGoodIdToken);
  BOOST_TEST(said(id_token(now)).ends_with("ERROR token.expired, OK token.key"));
  BOOST_TEST(said(id_token(now + 60, "https://other.example"))
                 .ends_with("ERROR token.issuer, OK token.expires, OK token.key"));
}

BOOST_AUTO_TEST_CASE(a_changed_token_is_named) {
  std::string token = id_token(now + 60);
  const auto at = token.rfind('.') + 5;
  token[at] = token[at] == 'A' ? 'B' : 'A';
  BOOST_TEST(said(token).ends_with("ERROR token.signature"));
}

BOOST_AUTO_TEST_CASE(a_token_of_another_key_is_named) {
  key = jose::SigningKey::generate(jose::Alg::kEs256);
  BOOST_TEST(said(id_token(now + 60)).ends_with("ERROR token.key_unknown"));
  insert_key(store::KeyState::kRetired, db.clock.now());
  BOOST_TEST(said(id_token(now + 60)).ends_with("ERROR token.key_compromised"));
}

BOOST_AUTO_TEST_CASE(a_jwt_that_was_never_issued_is_unknown) {
  Json payload = Json::object();
  payload.set("iss", policy.issuer).set("sub", "ada").set("exp", now + 60).set("jti", "x");
  const auto token = jose::sign_compact(key, "at+jwt", payload);
  BOOST_TEST(said(token.reveal()).starts_with("it is an access token (RFC 9068)"));
  BOOST_TEST(said(token.reveal()).ends_with("ERROR token.unknown"));
}

BOOST_AUTO_TEST_CASE(a_code_counts_once) {
  make_grant("g", "app", "ada");
  const Opaque opaque = new_opaque(random, now * 1000);
  const GrantId grant(opaque.selector.text());
  make_grant(grant.text(), "app", "ada");
  db.store.transact([&](store::Transaction& tx) {
    store::insert_authorization_code(tx, {.grant_id = grant,
                                          .verifier_hash = opaque.verifier_hash,
                                          .redirect_uri = "https://app.example/cb",
                                          .code_challenge = std::nullopt,
                                          .nonce = std::nullopt,
                                          .expires_at = db.clock.now() + Seconds(60)});
    return true;
  });
  const std::string code(opaque.text.reveal());
  BOOST_TEST(said(code) == "it is an authorization code: OK token.kind, OK token.alive");
  std::string other = code;
  other.back() = other.back() == 'A' ? 'E' : 'A';
  BOOST_TEST(said(other).ends_with("ERROR token.verifier"));
  db.store.transact([&](store::Transaction& tx) {
    return store::consume_authorization_code(tx, grant, db.clock.now());
  });
  BOOST_TEST(said(code).ends_with("ERROR token.dead"));
}

BOOST_AUTO_TEST_CASE(a_refresh_token_has_a_state) {
  make_grant("g", "app", "ada");
  const Opaque opaque = new_opaque(random, now * 1000);
  db.store.transact([&](store::Transaction& tx) {
    store::insert_refresh_token(tx, {.selector = opaque.selector,
                                     .verifier_hash = opaque.verifier_hash,
                                     .grant_id = GrantId("g"),
                                     .issued_at = db.clock.now(),
                                     .expires_at = db.clock.now() + Seconds(60)});
    return true;
  });
  BOOST_TEST(said(opaque.text.reveal()) == "it is a refresh token: OK token.kind, OK token.alive");
  db.clock.advance(Seconds(60));
  BOOST_TEST(said(opaque.text.reveal()).ends_with("ERROR token.dead"));
}

BOOST_AUTO_TEST_CASE(an_opaque_value_of_nobody_is_unknown) {
  BOOST_TEST(said(new_opaque(random, now * 1000).text.reveal()).ends_with("ERROR token.unknown"));
}

BOOST_AUTO_TEST_CASE(what_is_no_token_is_said_to_be_none) {
  for (const std::string& text :
       {std::string("x"), std::string("a.b.c"), std::string(20'000, 'a'), std::string("..")}) {
    BOOST_TEST(said(text).ends_with("ERROR token.no_token"));
  }
}

BOOST_AUTO_TEST_CASE(a_session_cookie_is_judged_by_its_own_rules) {
  host::SessionRules rules{.cookie_name = "lockspire_session",
                           .issuer = policy.origin,
                           .audience = policy.issuer,
                           .secrets = {}};
  rules.secrets.push_back({"main", Secret(std::string(32, 's'))});
  const host::NewSession session{
      .sub = "ada", .sid = "s", .auth_time = db.clock.now(), .acr = {}, .amr = {}, .claims = ""};
  const Secret token = host::mint_session(session, rules, db.clock.now());
  BOOST_TEST(said(token.reveal(), &rules).ends_with("OK token.session"));
  BOOST_TEST(said(token.reveal()).ends_with("WARN token.session"));
  rules.audience = "https://other.example";
  BOOST_TEST(said(token.reveal(), &rules).ends_with("ERROR token.session"));
}

BOOST_AUTO_TEST_CASE(without_a_token_every_client_has_its_format) {
  make_client("app", R"(,"id_token_signed_response_alg":"ES256")");
  make_client("own", R"(,"id_token_signed_response_alg":"ES256","access_token_format":"opaque")");
  const auto found = list_token_formats(who);
  BOOST_REQUIRE(found.size() == 3U);
  BOOST_TEST(found[0].summary == "access tokens are jwt");
  BOOST_TEST(found[1].summary == "app: jwt");
  BOOST_TEST(found[2].summary == "own: opaque");
  BOOST_TEST(found[2].detail == "its own");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
