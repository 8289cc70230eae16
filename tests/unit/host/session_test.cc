// What this suite proves beside the cases that cite for themselves:
// RFC 7519 4.1.4: not on or after exp; the skew is for clocks that run ahead, never for this.
// RFC 7519 4.1.5: a token is not accepted before nbf, though nothing here asks the host to send
// one.
// RFC 8725 3.8: only the configured host speaks here.
// RFC 8725 3.9: meant for this server, and as a string, so for no other.
#include "host/session.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "base/json.h"

namespace lockspire::host {
namespace {

constexpr Instant kNow{Seconds(1'700'000'000)};
const std::string kKey(32, 'k');
const std::string kNextKey(32, 'n');

SessionRules rules() {
  SessionRules made{.cookie_name = "__Host-lockspire_session",
                    .issuer = "https://example.com",
                    .audience = "https://example.com/lockspire",
                    .max_lifetime = Seconds(3'600),
                    .secrets = {}};
  made.secrets.push_back({.name = "a", .key = Secret(kKey)});
  return made;
}

NewSession ada() {
  return {.sub = "user-1",
          .sid = "s-1",
          .auth_time = kNow - Seconds(60),
          .acr = std::nullopt,
          .amr = {},
          .claims = "",
          .lifetime = Seconds(900)};
}

std::string cookie(const std::string& value) {
  return "__Host-lockspire_session=" + value;
}

std::string reason_of(std::string_view token, const SessionRules& used, Instant now = kNow) {
  const auto session = verify_session(token, used, now);
  return session ? "valid" : std::string(session.error().reason.text());
}

Json read_json(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  auto json = Json::parse(text.str());
  if (!json) throw std::runtime_error(path.string() + " is not JSON");
  return *std::move(json);
}

SessionRules rules_of(JsonView vector) {
  SessionRules made{.cookie_name = "__Host-lockspire_session",
                    .issuer = std::string(vector.string("issuer").value()),
                    .audience = std::string(vector.string("audience").value()),
                    .max_lifetime = Seconds(vector.integer("max_lifetime").value()),
                    .secrets = {}};
  for (const JsonView& secret : vector.member("secrets").value().items()) {
    made.secrets.push_back(
        {.name = std::string(secret.string("kid").value()),
         .key = Secret(decode_base64url(secret.string("secret").value()).value())});
  }
  return made;
}

void check_session(const Session& session, JsonView expected) {
  BOOST_TEST(session.sub.text() == expected.string("sub").value());
  BOOST_TEST(session.sid == expected.string("sid").value());
  BOOST_TEST(to_unix(session.auth_time) == expected.integer("auth_time").value());
  BOOST_TEST(to_unix(session.expires_at) == expected.integer("expires_at").value());
  BOOST_TEST(session.acr.value_or("") == expected.string("acr").value_or(""));
  BOOST_TEST(session.amr == expected.strings("amr").value(), boost::test_tools::per_element());
  const auto claims = expected.member("claims").value();
  BOOST_TEST(session.claims == (claims.is_null() ? "" : claims.print()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_test)

// RFC 8725 3.1: none, other algorithms and public keys as HMAC keys are among the bad vectors.
BOOST_AUTO_TEST_CASE(every_vector_gets_its_verdict) {
  int good = 0;
  int bad = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/vectors/session")) {
    if (entry.path().extension() != ".json") continue;
    BOOST_TEST_CONTEXT(entry.path().filename().string()) {
      const Json document = read_json(entry.path());
      const JsonView vector = document.view();
      const SessionRules used = rules_of(vector);
      const Instant now = from_unix(vector.integer("now").value());
      const auto session = verify_session(vector.string("token").value(), used, now);
      const bool valid = vector.boolean("valid").value();
      ++(valid ? good : bad);
      BOOST_TEST_REQUIRE(session.has_value() == valid);
      if (valid) {
        check_session(*session, vector.member("session").value());
      } else {
        BOOST_TEST(session.error().reason.text() == vector.string("reason").value());
        BOOST_TEST(!session.error().detail.empty());
      }
    }
  }
  BOOST_TEST(good >= 10);
  BOOST_TEST(bad >= 60);
}

BOOST_AUTO_TEST_CASE(minted_session_is_accepted_as_it_was_meant) {
  NewSession session = ada();
  session.acr = "gold";
  session.amr = {"pwd", "otp"};
  session.claims = R"({"name":"Ada","email_verified":true})";
  const Secret token = mint_session(session, rules(), kNow);
  const auto read = verify_session(token.reveal(), rules(), kNow);
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->sub.text() == "user-1");
  BOOST_TEST(read->sid == "s-1");
  BOOST_TEST(to_unix(read->auth_time) == to_unix(kNow - Seconds(60)));
  BOOST_TEST(to_unix(read->expires_at) == to_unix(kNow + Seconds(900)));
  BOOST_TEST(read->acr.value() == "gold");
  BOOST_TEST(read->amr == session.amr, boost::test_tools::per_element());
  BOOST_TEST(read->claims == session.claims);
}

BOOST_AUTO_TEST_CASE(claims_that_are_no_json_are_not_minted) {
  NewSession session = ada();
  session.claims = "{name: Ada}";
  BOOST_CHECK_THROW(mint_session(session, rules(), kNow), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(first_secret_signs_and_all_of_them_verify) {
  SessionRules both = rules();
  const Secret old_token = mint_session(ada(), both, kNow);
  both.secrets.insert(both.secrets.begin(), SessionSecret{.name = "b", .key = Secret(kNextKey)});
  const Secret new_token = mint_session(ada(), both, kNow);
  BOOST_TEST(reason_of(old_token.reveal(), both) == "valid");
  BOOST_TEST(reason_of(new_token.reveal(), both) == "valid");
  BOOST_TEST(reason_of(new_token.reveal(), rules()) == "session.unknown_kid");
}

// RFC 8725 3.5: the vectors prove the verdict, this one that no byte of the signature is left out.
BOOST_AUTO_TEST_CASE(every_changed_byte_of_the_signature_is_refused) {
  const Secret token = mint_session(ada(), rules(), kNow);
  const auto dot = token.reveal().rfind('.');
  const std::string signature = decode_base64url(token.reveal().substr(dot + 1)).value();
  for (std::size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const std::string forged = token.reveal().substr(0, dot + 1) + base64url(changed);
    BOOST_TEST(reason_of(forged, rules()) == "session.bad_mac");
  }
}

BOOST_AUTO_TEST_CASE(lifetime_ends_without_tolerance) {
  const Secret token = mint_session(ada(), rules(), kNow);
  BOOST_TEST(reason_of(token.reveal(), rules(), kNow + Seconds(899)) == "valid");
  BOOST_TEST(reason_of(token.reveal(), rules(), kNow + Seconds(900)) == "session.expired");
}

BOOST_AUTO_TEST_CASE(attacks_raise_an_alert_and_mishaps_do_not) {
  const auto alert_of = [](const std::filesystem::path& name) {
    const Json vector = read_json("tests/vectors/session" / name);
    const auto session =
        verify_session(vector.view().string("token").value(), rules_of(vector.view()), kNow);
    return session.error().alert;
  };
  for (const char* name :
       {"bad_alg_none.json", "bad_embedded_jwk.json", "bad_mac_empty.json",
        "bad_public_key_pem_as_secret.json", "bad_aud_of_another_service.json"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST(alert_of(name));
  }
  for (const char* name : {"bad_expired_now.json", "bad_unknown_kid.json", "bad_iat_ahead.json"}) {
    BOOST_TEST_CONTEXT(name) BOOST_TEST(!alert_of(name));
  }
}

BOOST_AUTO_TEST_CASE(request_without_the_cookie_is_signed_out_without_a_refusal) {
  for (const char* header : {"", "other=1", "lockspire_session=x", "x__Host-lockspire_session=1",
                             "__host-lockspire_session=1", "__Host-lockspire_session2=1"}) {
    const auto session = current_session(header, rules(), kNow);
    BOOST_TEST_CONTEXT(header) {
      BOOST_TEST_REQUIRE(session.has_value());
      BOOST_TEST(!session->has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(cookie_among_others_is_found) {
  const Secret token = mint_session(ada(), rules(), kNow);
  const auto session =
      current_session("theme=dark; " + cookie(token.reveal()) + "; lang=en", rules(), kNow);
  BOOST_TEST_REQUIRE(session.has_value());
  BOOST_TEST_REQUIRE(session->has_value());
  BOOST_TEST((*session)->sub.text() == "user-1");
}

BOOST_AUTO_TEST_CASE(broken_cookie_is_a_refusal) {
  for (const char* value : {"", "x", "\"\"", "a.b.c"}) {
    const auto session = current_session(cookie(value), rules(), kNow);
    BOOST_TEST_REQUIRE(!session.has_value());
    BOOST_TEST(session.error().reason.text() == "session.malformed");
  }
}

BOOST_AUTO_TEST_CASE(second_cookie_of_the_name_makes_both_count_for_nothing) {
  const Secret token = mint_session(ada(), rules(), kNow);
  const std::string good = cookie(token.reveal());
  for (const std::string& other : {good, cookie("forged"), cookie("")}) {
    for (const std::string& header : {good + "; " + other, other + "; " + good}) {
      const auto session = current_session(header, rules(), kNow);
      BOOST_TEST_REQUIRE(!session.has_value());
      BOOST_TEST(session.error().reason.text() == "session.duplicate_cookie");
      BOOST_TEST(session.error().alert);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::host
