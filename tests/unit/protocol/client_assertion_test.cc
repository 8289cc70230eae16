// Assertions as they come to authenticate_client(): what they must say, who must have signed them,
// and that each counts once.
#include "protocol/client_assertion.h"

#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "protocol/client_auth.h"
#include "store/clients.h"
#include "tests/support/assertions.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::assertion_claims;
using testing::assertion_form;

Client hmac_client() {
  Client client = testing::web_client("hmac");
  client.auth_method = ClientAuthMethod::kClientSecretJwt;
  client.token_endpoint_auth_signing_alg = jose::Alg::kHs256;
  return client;
}

Client key_client(const std::string& id, const std::vector<jose::SigningKey>& keys) {
  Client client = testing::web_client(id);
  client.auth_method = ClientAuthMethod::kPrivateKeyJwt;
  Json list = Json::array();
  for (const auto& key : keys) list.add(key.public_jwk());
  client.jwks = Json::object().set("keys", std::move(list)).print();
  return client;
}

struct Assertions : testing::Site {
  const jose::SigningKey ec = jose::SigningKey::generate(jose::Alg::kEs256);
  const jose::SigningKey ed = jose::SigningKey::generate(jose::Alg::kEdDsa);
  const Client hmac = add(hmac_client());
  const Client signer = add(key_client("signer", {ec, ed}));

  Result<Client> authenticate(const std::string& body, const std::string& authorization = "") {
    http::Request request = testing::post("/lockspire/token", {});
    request.authorization = authorization;
    request.body = body;
    return authenticate_client(request, testing::form_of(body), client_auth());
  }
  // The client's id, or the reason of the refusal.
  std::string verdict(const std::string& body, const std::string& authorization = "") {
    const auto client = authenticate(body, authorization);
    return client ? client->client_id.text() : testing::reason_of(client);
  }

  Json claims(const Client& client, std::string_view changes = "{}") {
    return assertion_claims(client, policy, db.clock.now(), changes);
  }
  std::string by_key(const jose::SigningKey& key, const Json& said, std::string_view typ = "") {
    return jose::sign_compact(key, typ, said).reveal();
  }
  std::string by_secret(const Json& said) {
    return testing::sign_as(R"({"alg":"HS256"})", said, secret_of(hmac));
  }
  // An assertion of `signer` that is right but for these claims.
  std::string with(std::string_view changes) {
    return verdict(assertion_form(by_key(ec, claims(signer, changes))));
  }
  std::string at(std::string_view name, std::int64_t ahead) {
    return with("{\"" + std::string(name) +
                "\":" + std::to_string(to_unix(db.clock.now()) + ahead) + "}");
  }
};

struct Row {
  const char* changes;
  const char* outcome;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_assertion_test, Assertions)

// RFC 7523 2.2: both kinds of signature, each under its own method.
// RFC 7523 3 #signature: signed by the client, or refused.
// RFC 6749 2.3.2: another way than a password.
// RFC 9700 2.5: with private_key_jwt the client keeps its key to itself.
BOOST_AUTO_TEST_CASE(secret_and_private_key_prove_their_clients) {
  BOOST_TEST(verdict(assertion_form(by_secret(claims(hmac)))) == "hmac");
  BOOST_TEST(verdict(assertion_form(by_key(ec, claims(signer)))) == "signer");
  BOOST_TEST(verdict(assertion_form(by_key(ed, claims(signer)))) == "signer");
}

// RFC 10070 4 #typ: client-authentication+jwt, or nothing that says more than JWT.
// RFC 8725 3.11: a token of another kind proves nothing.
BOOST_AUTO_TEST_CASE(type_is_that_of_client_authentication_or_none) {
  for (const char* typ :
       {"", "JWT", "jwt", "client-authentication+jwt", "application/client-authentication+jwt"}) {
    BOOST_TEST(verdict(assertion_form(by_key(ec, claims(signer), typ))) == "signer", typ);
  }
  for (const char* typ : {"at+jwt", "oauth-authz-req+jwt", "dpop+jwt", "logout+jwt",
                          "lockspire-session+jwt", "client-authentication", "x"}) {
    BOOST_TEST(
        verdict(assertion_form(by_key(ec, claims(signer), typ))) == "client_auth.assertion_typ",
        typ);
  }
}

// RFC 7523 3: iss and sub are the client_id.
// RFC 10070 4: the issuer is the sole audience; an endpoint's URL is none.
// RFC 7523 3 #jti: what makes it unique.
BOOST_AUTO_TEST_CASE(claims_name_this_client_and_this_server_alone) {
  const Row rows[] = {
      {R"({})", "signer"},
      {R"({"extra":{"a":[1]}})", "signer"},
      {R"({"iss":null})", "client_auth.assertion_claims"},
      {R"({"iss":"hmac"})", "client_auth.assertion_claims"},
      {R"({"iss":["signer"]})", "client_auth.assertion_claims"},
      {R"({"iss":"Signer"})", "client_auth.assertion_claims"},
      {R"({"sub":null})", "client_auth.assertion_claims"},
      {R"({"sub":""})", "client_auth.assertion_claims"},
      {R"({"sub":1})", "client_auth.assertion_claims"},
      {R"({"sub":"nobody"})", "client.unknown"},
      {R"({"sub":"hmac"})", "client_auth.assertion_claims"},
      {R"({"sub":"hmac","iss":"hmac"})", "client_auth.assertion_alg"},
      {R"({"aud":null})", "client_auth.assertion_audience"},
      {R"({"aud":""})", "client_auth.assertion_audience"},
      {R"({"aud":"https://example.com/lockspire/token"})", "client_auth.assertion_audience"},
      {R"({"aud":"https://example.com/lockspire/"})", "client_auth.assertion_audience"},
      {R"({"aud":"https://example.com"})", "client_auth.assertion_audience"},
      {R"({"aud":"https://EXAMPLE.com/lockspire"})", "client_auth.assertion_audience"},
      {R"({"aud":["https://example.com/lockspire"]})", "client_auth.assertion_audience"},
      {R"({"aud":["https://example.com/lockspire","https://evil.example"]})",
       "client_auth.assertion_audience"},
      {R"({"aud":[]})", "client_auth.assertion_audience"},
      {R"({"aud":{}})", "client_auth.assertion_audience"},
      {R"({"jti":null})", "client_auth.assertion_claims"},
      {R"({"jti":""})", "client_auth.assertion_claims"},
      {R"({"jti":7})", "client_auth.assertion_claims"},
      {R"({"jti":["a"]})", "client_auth.assertion_claims"},
  };
  for (const Row& row : rows) BOOST_TEST(with(row.changes) == row.outcome, row.changes);
  BOOST_TEST(with(R"({"jti":")" + std::string(255, 'j') + R"("})") == "signer");
  BOOST_TEST(with(R"({"jti":")" + std::string(256, 'j') + R"("})") ==
             "client_auth.assertion_claims");
}

// RFC 7523 3 #exp: it says when it ends, and is no good from then on.
// RFC 7523 3 #nbf: not before it begins.
// RFC 7523 3 #far: an exp far ahead, or an iat long ago, is refused.
BOOST_AUTO_TEST_CASE(times_are_there_near_and_in_order) {
  BOOST_TEST(with(R"({"exp":null})") == "client_auth.assertion_claims");
  BOOST_TEST(with(R"({"exp":"9999999999"})") == "client_auth.assertion_claims");
  BOOST_TEST(with(R"({"exp":1.5})") == "client_auth.assertion_claims");
  BOOST_TEST(with(R"({"exp":-1})") == "client_auth.assertion_claims");
  BOOST_TEST(with(R"({"exp":9007199254740991})") == "client_auth.assertion_too_long");
  BOOST_TEST(at("exp", 0) == "client_auth.assertion_expired");
  BOOST_TEST(at("exp", -300) == "client_auth.assertion_expired");
  BOOST_TEST(at("exp", 1) == "signer");
  BOOST_TEST(at("exp", 630) == "signer");
  BOOST_TEST(at("exp", 631) == "client_auth.assertion_too_long");
  BOOST_TEST(at("exp", 315'360'000) == "client_auth.assertion_too_long");
  for (const char* name : {"nbf", "iat"}) {
    BOOST_TEST(at(name, 8) == "signer", name);
    BOOST_TEST(at(name, 30) == "signer", name);
    BOOST_TEST(at(name, 31) == "client_auth.assertion_early", name);
    BOOST_TEST(at(name, 60) == "client_auth.assertion_early", name);
    BOOST_TEST(with("{\"" + std::string(name) + R"(":"x"})") == "client_auth.assertion_claims");
    BOOST_TEST(with("{\"" + std::string(name) + R"(":null})") == "signer", name);
  }
  BOOST_TEST(at("iat", -570) == "signer");
  BOOST_TEST(at("iat", -571) == "client_auth.assertion_too_long");
  BOOST_TEST(at("nbf", -100'000) == "signer");
}

// RFC 7523 3 #alg: the algorithm is one that this client may use.
BOOST_AUTO_TEST_CASE(only_the_registered_algorithm_counts) {
  Client only_ed = key_client("only_ed", {ec, ed});
  only_ed.token_endpoint_auth_signing_alg = jose::Alg::kEdDsa;
  add(only_ed);
  BOOST_TEST(verdict(assertion_form(by_key(ed, claims(only_ed)))) == "only_ed");
  BOOST_TEST(verdict(assertion_form(by_key(ec, claims(only_ed)))) == "client_auth.assertion_alg");
  BOOST_TEST(verdict(assertion_form(by_key(ec, claims(hmac)))) == "client_auth.assertion_alg");
  // A public key is known to everybody, so an HMAC under it is worth nothing.
  for (const std::string& key :
       {ec.public_jwk().print(), signer.jwks, secret_of(signer) + std::string(32, '.')}) {
    BOOST_TEST(verdict(assertion_form(testing::sign_as(R"({"alg":"HS256"})", claims(signer),
                                                       key))) == "client_auth.assertion_alg");
  }
  for (const char* header : {R"({"alg":"none"})", R"({"alg":"NONE"})", R"({"alg":"hs256"})",
                             R"({"alg":"HS512"})", R"({"alg":""})"}) {
    BOOST_TEST(verdict(assertion_form(testing::sign_as(header, claims(hmac), secret_of(hmac)))) ==
                   "client_auth.assertion_alg",
               header);
  }
}

BOOST_AUTO_TEST_CASE(signatures_of_others_are_refused) {
  constexpr const char* kWrong = "client_auth.assertion_signature";
  const auto stranger = jose::SigningKey::generate(jose::Alg::kEs256);
  BOOST_TEST(verdict(assertion_form(by_key(stranger, claims(signer)))) == "client_keys.no_match");
  const auto sign_hs256 = [&](std::string_view secret) {
    return verdict(assertion_form(testing::sign_as(R"({"alg":"HS256"})", claims(hmac), secret)));
  };
  BOOST_TEST(sign_hs256(secret_of(hmac)) == "hmac");
  BOOST_TEST(sign_hs256(secret_of(hmac) + "x") == kWrong);
  BOOST_TEST(sign_hs256("") == kWrong);
  const std::string good = by_key(ec, claims(signer));
  const auto dot = good.rfind('.');
  BOOST_TEST(verdict(assertion_form(good.substr(0, dot + 1))) == kWrong);
  std::string changed = good;
  changed[dot + 5] = changed[dot + 5] == 'A' ? 'B' : 'A';
  BOOST_TEST(verdict(assertion_form(changed)) == kWrong);
  // Another's claims under this signature.
  const std::string other = by_key(stranger, claims(signer, R"({"extra":1})"));
  const auto first = other.find('.');
  BOOST_TEST(verdict(assertion_form(good.substr(0, good.find('.')) +
                                    other.substr(first, other.rfind('.') - first) +
                                    good.substr(dot))) == kWrong);
  BOOST_TEST(verdict(assertion_form(good)) == "signer");
}

BOOST_AUTO_TEST_CASE(what_is_no_compact_jwt_is_refused) {
  constexpr const char* kMalformed = "client_auth.malformed_assertion";
  const Json said = claims(hmac);
  const std::string secret = secret_of(hmac);
  for (const char* header :
       {R"({"alg":"HS256","crit":["exp"],"exp":1})", R"({"alg":"HS256","b64":false})",
        R"({"alg":"HS256","jwk":{}})", R"({"alg":"HS256","jku":"https://x.example"})",
        R"({"alg":"HS256","x5c":[]})", R"({"alg":"HS256","x5u":"x"})", R"({"alg":1})", R"({})",
        R"({"alg":"HS256","alg":"HS256"})", R"({"alg":"HS256","kid":7})", R"([])", "x"}) {
    BOOST_TEST(verdict(assertion_form(testing::sign_as(header, said, secret))) == kMalformed,
               header);
  }
  for (const char* text : {"x", "a.b", "a.b.c", "..", "a.b.c.d", "%7B%7D", "e30.e30.e30.e30.e30"}) {
    BOOST_TEST(verdict(assertion_form(text)) == kMalformed, text);
  }
  const std::string padding = R"({"pad":")" + std::string(8'192, 'p') + R"("})";
  BOOST_TEST(verdict(assertion_form(by_secret(claims(hmac, padding)))) == kMalformed);
  BOOST_TEST(verdict(assertion_form("e30.W10.AA")) == kMalformed);
}

// RFC 7521 4.2: client_assertion comes with its client_assertion_type.
// RFC 7521 4.2 #client-id: it may be left out, and names the same client when it is there.
// RFC 6749 2.3: one method a request.
BOOST_AUTO_TEST_CASE(assertion_stands_alone_in_its_request) {
  const auto fresh = [&] { return by_secret(claims(hmac)); };
  BOOST_TEST(verdict(assertion_form(fresh(), "&client_id=hmac")) == "hmac");
  BOOST_TEST(verdict(assertion_form(fresh(), "&client_id=signer")) == "client_auth.two_clients");
  BOOST_TEST(verdict(assertion_form(fresh(), "&client_secret=x")) == "client_auth.two_methods");
  BOOST_TEST(verdict(assertion_form(fresh()), testing::basic("hmac", secret_of(hmac))) ==
             "client_auth.two_methods");
  BOOST_TEST(verdict("client_assertion_type=x", testing::basic("hmac", secret_of(hmac))) ==
             "client_auth.two_methods");
  BOOST_TEST(verdict(assertion_form(fresh(), "&client_assertion=" + fresh())) ==
             "request.repeated_parameter");
  constexpr const char* kType = "client_auth.assertion_type";
  BOOST_TEST(verdict("client_assertion=" + fresh()) == kType);
  BOOST_TEST(verdict("client_assertion_type=&client_assertion=" + fresh()) == kType);
  BOOST_TEST(verdict("client_assertion_type=urn:ietf:params:oauth:client-assertion-type:saml2-"
                     "bearer&client_assertion=" +
                     fresh()) == kType);
  BOOST_TEST(verdict("client_assertion_type=jwt-bearer&client_assertion=" + fresh()) == kType);
  BOOST_TEST(verdict(std::string("client_id=hmac&client_assertion_type=") +
                     testing::kAssertionType) == kType);
}

// RFC 7591 2: token_endpoint_auth_method is the one method that a client may use.
BOOST_AUTO_TEST_CASE(other_methods_are_not_for_these_clients_nor_theirs_for_others) {
  constexpr const char* kNot = "client_auth.method_not_registered";
  const std::string secret = secret_of(hmac);
  BOOST_TEST(verdict("", testing::basic("hmac", secret)) == kNot);
  BOOST_TEST(verdict("client_id=hmac&client_secret=" + secret) == kNot);
  BOOST_TEST(verdict("client_id=hmac") == kNot);
  BOOST_TEST(verdict("client_id=signer") == kNot);
  BOOST_TEST(verdict("client_id=signer&client_secret=x") == kNot);
  const Client app = add(testing::web_client());
  const Client native = add(testing::native_client());
  BOOST_TEST(verdict(assertion_form(by_key(ec, claims(app)))) == kNot);
  BOOST_TEST(verdict(assertion_form(by_key(ec, claims(native)))) == kNot);
  write([&](store::Transaction& tx) {
    store::disable_client_row(tx, signer.client_id, db.clock.now());
  });
  BOOST_TEST(verdict(assertion_form(by_key(ec, claims(signer)))) == "client.disabled");
}

// RFC 7523 3 #once: an assertion counts once.
BOOST_AUTO_TEST_CASE(assertion_counts_once_and_until_it_ends) {
  const std::string body = assertion_form(by_key(ec, claims(signer, R"({"jti":"one"})")));
  BOOST_TEST(verdict(body) == "signer");
  const auto again = authenticate(body);
  BOOST_TEST(testing::reason_of(again) == "client_auth.assertion_replayed");
  BOOST_TEST(again.error().alert);
  // The jti is used, not these bytes; another client has names of its own.
  BOOST_TEST(with(R"({"jti":"one"})") == "client_auth.assertion_replayed");
  BOOST_TEST(verdict(assertion_form(by_secret(claims(hmac, R"({"jti":"one"})")))) == "hmac");
  db.clock.advance(Seconds(59));
  BOOST_TEST(verdict(body) == "client_auth.assertion_replayed");
  db.clock.advance(Seconds(1));
  BOOST_TEST(verdict(body) == "client_auth.assertion_expired");
  db.clock.advance(Seconds(60));
  BOOST_TEST(with(R"({"jti":"one"})") == "signer");
}

BOOST_AUTO_TEST_CASE(refused_assertion_is_not_used_up) {
  const Json said = claims(signer, R"({"jti":"two"})");
  const auto stranger = jose::SigningKey::generate(jose::Alg::kEs256);
  BOOST_TEST(verdict(assertion_form(by_key(stranger, said))) == "client_keys.no_match");
  BOOST_TEST(verdict(assertion_form(by_key(ec, said), "&client_secret=x")) ==
             "client_auth.two_methods");
  BOOST_TEST(count("SELECT count(*) FROM used_jtis") == 0);
  BOOST_TEST(verdict(assertion_form(by_key(ec, said))) == "signer");
  BOOST_TEST(count("SELECT count(*) FROM used_jtis") == 1);
}

BOOST_AUTO_TEST_CASE(of_many_at_the_same_instant_one_counts) {
  const std::string body = assertion_form(by_key(ec, claims(signer)));
  std::atomic<int> accepted = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        if (authenticate(body)) ++accepted;
      });
    }
  }
  BOOST_TEST(accepted == 1);
}

// OIDC Core 10.1 #secret: the key of an HMAC is the secret's own octets.
BOOST_AUTO_TEST_CASE(secret_that_cannot_be_opened_is_a_fault_and_never_a_yes) {
  const std::string body = assertion_form(by_secret(claims(hmac)));
  http::Request request = testing::post("/lockspire/token", {});
  request.body = body;
  const http::Form form = testing::form_of(body);
  ClientAuth without = client_auth();
  without.secret_keys = nullptr;
  BOOST_CHECK_THROW(authenticate_client(request, form, without), std::runtime_error);
  const SealingKeys other{{"c2", Secret(std::string(32, 'd'))}};
  ClientAuth wrong = client_auth();
  wrong.secret_keys = &other;
  BOOST_CHECK_THROW(authenticate_client(request, form, wrong), std::runtime_error);
  BOOST_TEST(verdict(body) == "hmac");
  write([&](store::Transaction& tx) {
    tx.execute("UPDATE client_secrets SET expires_at = $1 WHERE client_id = 'hmac'",
               db.clock.now());
  });
  BOOST_TEST(verdict(assertion_form(by_secret(claims(hmac)))) == "client_auth.assertion_signature");
}

// RFC 7521 4.2.1: an assertion that is not valid is invalid_client.
BOOST_AUTO_TEST_CASE(refusal_tells_the_client_nothing_about_the_cause) {
  const auto refused = authenticate(assertion_form(by_key(ec, claims(signer, R"({"aud":"x"})"))));
  BOOST_TEST(testing::error_of(refused) == "invalid_client");
  BOOST_TEST(refused.error().description.text() == "client authentication failed");
  BOOST_TEST(refused.error().detail.starts_with("client_id: signer; wanted: the string https://"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
