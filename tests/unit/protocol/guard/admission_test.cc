// What this suite proves beside the cases that cite for themselves:
// RFC 6750 3.1 #insufficient: 403 when the token may less than the request needs.
#include "protocol/guard/admission.h"

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "jose/jws.h"
#include "tests/unit/protocol/guard/with_api.h"

namespace lockspire::guard {
namespace {

std::string unsigned_copy(const std::string& jwt) {
  const auto payload = jwt.substr(jwt.find('.'), jwt.rfind('.') - jwt.find('.'));
  return base64url(R"({"alg":"none","typ":"at+jwt"})") + payload + ".";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admission_test, WithApi)

BOOST_AUTO_TEST_CASE(good_token_says_who_is_let_in) {
  for (const Client& client : {app, opaque_app}) {
    const auto admission = ask(token_of(client));
    BOOST_REQUIRE(admission);
    BOOST_TEST(admission->subject == "ada");
    BOOST_TEST(admission->client_id == client.client_id.text());
    BOOST_TEST(admission->scope == "openid notes.read");
    const Json claims = testing::json_of(decode_base64url(admission->claims).value());
    BOOST_TEST(claims.view().string("sub").value() == "ada");
    BOOST_TEST(claims.view().string("iss").value() == policy.issuer);
    BOOST_TEST(claims.view().string("aud").value() == kApi);
    BOOST_TEST(claims.view().integer("exp").value() == to_unix(testing::kStart) + 600);
  }
}

BOOST_AUTO_TEST_CASE(claims_are_those_of_the_jwt) {
  const std::string token = token_of(app);
  BOOST_TEST(decode_base64url(ask(token)->claims).value() == testing::payload_of(token).print());
}

// RFC 9068 4 #signature: a token that nobody signed, or somebody else, is none.
BOOST_AUTO_TEST_CASE(token_that_is_not_ours_is_refused) {
  const std::string jwt = token_of(app);
  const std::string opaque = token_of(opaque_app);
  BOOST_TEST(verdict("") == "access_token.malformed");
  BOOST_TEST(verdict("x") == "access_token.malformed");
  BOOST_TEST(verdict("a.b.c") == "access_token.malformed");
  BOOST_TEST(verdict(jwt + ".x") == "access_token.malformed");
  BOOST_TEST(verdict(std::string(100'000, 'a')) == "access_token.malformed");
  BOOST_TEST(verdict(unsigned_copy(jwt)) == "access_token.signature");
  std::string changed = jwt;
  char& last = changed[changed.rfind('.') + 5];
  last = last == 'A' ? 'B' : 'A';
  BOOST_TEST(verdict(changed) == "access_token.signature");
  std::string other_verifier = opaque;
  other_verifier[other_verifier.find('.') + 1] ^= 1;
  BOOST_TEST(verdict(other_verifier) != "accepted");
  const auto stranger = jose::SigningKey::generate(jose::Alg::kEs256);
  BOOST_TEST(verdict(jose::sign_compact(stranger, "at+jwt", testing::payload_of(jwt)).reveal()) ==
             "access_token.signature");
}

// RFC 9068 4 #typ: an ID token is not an access token.
// RFC 9068 4 #iss: the issuer is exactly ours.
BOOST_AUTO_TEST_CASE(token_of_another_kind_or_issuer_is_refused) {
  const Json payload = testing::payload_of(token_of(app));
  const jose::SigningKey& key = *keys().signing_key(jose::Alg::kEs256);
  for (const char* typ : {"JWT", "dpop+jwt", "lockspire-session+jwt"}) {
    BOOST_TEST(verdict(jose::sign_compact(key, typ, payload).reveal()) == "access_token.typ");
  }
  Json other = Json::copy(payload.view());
  other.set("iss", policy.issuer + "/");
  BOOST_TEST(verdict(jose::sign_compact(key, "at+jwt", other).reveal()) == "access_token.issuer");
  other.set("iss", policy.issuer).set("jti", "never-issued");
  BOOST_TEST(verdict(jose::sign_compact(key, "at+jwt", other).reveal()) == "access_token.unknown");
}

// RFC 9068 4 #exp: the time must be before exp.
BOOST_AUTO_TEST_CASE(token_is_over_in_the_second_of_its_end) {
  for (const Client& client : {app, opaque_app}) {
    const std::string token = token_of(client);
    set("UPDATE access_tokens SET expires_at = 1700000010");
    const auto admission = ask(token);
    BOOST_REQUIRE(admission);
    BOOST_TEST(admission->good_until_ms == 1'700'000'010'000);
    db.clock.advance(Seconds(9));
    BOOST_TEST(verdict(token) == "accepted");
    db.clock.advance(Seconds(1));
    BOOST_TEST(verdict(token) == "access_token.expired");
    db.clock.advance(Seconds(-10));
  }
}

BOOST_AUTO_TEST_CASE(token_that_was_taken_back_is_refused) {
  for (const Client& client : {app, opaque_app}) {
    const std::string token = token_of(client);
    set("UPDATE access_tokens SET revoked_at = 1700000000");
    BOOST_TEST(verdict(token) == "access_token.revoked");
    set("UPDATE access_tokens SET revoked_at = NULL");
    set("UPDATE grants SET revoked_at = 1700000000");
    BOOST_TEST(verdict(token) == "access_token.grant_ended");
    set("UPDATE grants SET revoked_at = NULL");
    set("UPDATE clients SET disabled_at = 1700000000");
    BOOST_TEST(verdict(token) == "access_token.client_disabled");
    set("UPDATE clients SET disabled_at = NULL");
    BOOST_TEST(verdict(token) == "accepted");
  }
}

// RFC 9068 4 #aud: a token for another audience is refused.
BOOST_AUTO_TEST_CASE(token_for_another_audience_is_refused) {
  for (const Client& client : {app, opaque_app}) {
    BOOST_TEST(verdict(token_of(client, "")) == "access_token.audience");
    Route other = notes_route();
    for (const char* resource : {"https://example.com/api/", "https://example.com/ap",
                                 "https://example.com/api/notes", "https://example.com"}) {
      other.resource = resource;
      BOOST_TEST(verdict(token_of(client), other) == "access_token.audience");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_scope_is_required_as_it_is_spelled) {
  Route route = notes_route();
  for (const Words& scopes : {Words{"notes.write"}, Words{"notes.read", "notes.write"},
                              Words{"notes.Read"}, Words{"notes"}, Words{"notes.read.all"}}) {
    route.scopes = scopes;
    BOOST_TEST(verdict(token_of(app), route) == "access_token.scope");
    BOOST_TEST(testing::error_of(ask(token_of(app), route)) == "insufficient_scope");
  }
  route.scopes = {};
  BOOST_TEST(verdict(token_of(app), route) == "accepted");
  route.scopes = {"notes.write", "openid", "profile"};
  BOOST_TEST(ask(token_of(app), route).error().detail == "missing: notes.write profile");
}

// RFC 9470 3 #max-age: the sign-in is no longer ago than the route allows.
BOOST_AUTO_TEST_CASE(sign_in_that_is_too_old_is_not_enough) {
  Route route = notes_route();
  route.max_age = Seconds(60);
  const std::string token = token_of(app);  // signed in a minute ago
  const auto admission = ask(token, route);
  BOOST_REQUIRE(admission);
  BOOST_TEST(admission->good_until_ms == db.clock.unix_ms() + 1'000);
  db.clock.advance(Seconds(1));
  BOOST_TEST(verdict(token, route) == "access_token.max_age");
  BOOST_TEST(testing::error_of(ask(token, route)) == "insufficient_user_authentication");
  BOOST_TEST(verdict(token) == "accepted");
}

// RFC 9470 3 #acr: the level of the sign-in is one of those that the route takes.
// RFC 9470 6.1: the token says how and when the person signed in.
BOOST_AUTO_TEST_CASE(sign_in_that_is_too_weak_is_not_enough) {
  Route route = notes_route();
  route.acr = {"urn:mfa", "urn:key"};
  host::Session session = testing::ada();
  for (const char* weak : {"", "urn:pwd", "urn:mf", "urn:mfa urn:key"}) {
    session.acr = weak;
    BOOST_TEST(verdict(token_of(app, kApi, "notes.read", session), route) == "access_token.acr");
  }
  session.acr = "urn:key";
  const std::string token = token_of(app, kApi, "notes.read", session);
  BOOST_TEST(verdict(token, route) == "accepted");
  BOOST_TEST(testing::payload_of(token).view().string("acr").value() == "urn:key");
}

// RFC 9700 4.15: a client is not taken for a person of that name.
BOOST_AUTO_TEST_CASE(client_that_asks_for_itself_is_no_person) {
  const std::string token = own_token(app);
  const auto admission = ask(token);
  BOOST_REQUIRE(admission);
  BOOST_TEST(admission->subject.empty());
  BOOST_TEST(admission->client_id == "app");
  Route route = notes_route();
  route.max_age = Seconds(60);
  BOOST_TEST(verdict(token, route) == "access_token.no_person");
  route.max_age = std::nullopt;
  route.acr = {"urn:mfa"};
  BOOST_TEST(verdict(token, route) == "access_token.no_person");
}

// What is wrong with the token itself comes before what it lacks.
BOOST_AUTO_TEST_CASE(refusals_have_an_order) {
  Route route = notes_route();
  route.scopes = {"notes.write"};
  route.max_age = Seconds(1);
  const std::string token = token_of(app);
  BOOST_TEST(verdict(token, route) == "access_token.scope");
  route.resource = "https://other.example";
  BOOST_TEST(verdict(token, route) == "access_token.audience");
  set("UPDATE access_tokens SET revoked_at = 1700000000");
  BOOST_TEST(verdict(token, route) == "access_token.revoked");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::guard
