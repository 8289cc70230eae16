#include "jose/jws.h"

#include <array>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "tests/support/vectors.h"

using namespace lockspire;        // NOLINT(google-build-using-namespace)
using namespace lockspire::jose;  // NOLINT(google-build-using-namespace)
using lockspire::testing::vector_text;

namespace {

constexpr std::string_view kPayload = R"({"iss":"joe"})";

PublicKey key_of(const std::string& file) {
  const auto jwk = Json::parse(vector_text(file));
  return PublicKey::from_jwk(jwk.value().view()).value();
}

std::string hmac_key() {
  const auto jwk = Json::parse(vector_text("rfc7515_A.1.jwk"));
  return decode_base64url(jwk.value().view().string("k").value()).value();
}

std::string compact(std::string_view header, std::string_view payload = kPayload,
                    std::string_view signature = "sig") {
  return base64url(header) + "." + base64url(payload) + "." + base64url(signature);
}

std::string problem_of(std::string_view text) {
  std::string problem;
  return parse_compact(text, kCompactLimits, &problem) ? "" : problem;
}

Json claims() {
  Json payload = Json::object();
  payload.set("iss", "https://issuer.example").set("exp", std::int64_t{1'700'000'600});
  return payload;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jws_test)

// RFC 7515 A.1: HS256.
BOOST_AUTO_TEST_CASE(hmac_of_the_rfc_holds) {
  const auto jws = parse_compact(vector_text("rfc7515_A.1.jws"));
  BOOST_REQUIRE(jws);
  BOOST_TEST(verify_hs256(*jws, hmac_key()));
  BOOST_TEST((jws->payload.view().string("iss") == "joe"));
}

// RFC 7515 A.2: RS256.
BOOST_AUTO_TEST_CASE(rsa_signature_of_the_rfc_holds) {
  const auto jws = parse_compact(vector_text("rfc7515_A.2.jws"));
  BOOST_REQUIRE(jws);
  BOOST_TEST(verify(*jws, Alg::kRs256, key_of("rfc7515_A.2.jwk")));
}

// RFC 7515 A.3: ES256.
BOOST_AUTO_TEST_CASE(ecdsa_signature_of_the_rfc_holds) {
  const auto jws = parse_compact(vector_text("rfc7515_A.3.jws"));
  BOOST_REQUIRE(jws);
  BOOST_TEST(verify(*jws, Alg::kEs256, key_of("rfc7515_A.3.jwk")));
}

// RFC 7515 A.5: an unsecured JWS parses, and no key makes it hold.
BOOST_AUTO_TEST_CASE(unsecured_token_never_holds) {
  const auto jws = parse_compact(vector_text("rfc7515_A.5.jws"));
  BOOST_REQUIRE(jws);
  BOOST_TEST(!verify(*jws, Alg::kEs256, key_of("rfc7515_A.3.jwk")));
  BOOST_TEST(!verify(*jws, Alg::kRs256, key_of("rfc7515_A.2.jwk")));
  BOOST_TEST(!verify_hs256(*jws, hmac_key()));
}

// RFC 7519 7.2: a JWT's payload is a JSON object; that of RFC 8037 A.4 is a sentence.
BOOST_AUTO_TEST_CASE(payload_that_is_no_object_is_refused) {
  BOOST_TEST(!parse_compact(vector_text("rfc8037_A.4.jws")));
  for (const std::string_view payload :
       {"", "[]", "[{}]", "null", "true", "1", R"("x")", "{} {}", R"({"a":1,"a":1})",
        "{\"a\":\"\xff\"}", R"({"a":"\u0000"})"}) {
    BOOST_TEST(problem_of(compact(R"({"alg":"ES256"})", payload)).starts_with("payload"), payload);
  }
}

BOOST_AUTO_TEST_CASE(every_algorithm_signs_what_it_verifies) {
  for (const Alg alg : {Alg::kEs256, Alg::kRs256, Alg::kPs256, Alg::kEdDsa}) {
    const auto key = SigningKey::generate(alg);
    const Secret token = sign_compact(key, "at+jwt", claims());
    const auto jws = parse_compact(token.reveal());
    BOOST_REQUIRE(jws);
    BOOST_TEST(verify(*jws, alg, key.public_key()), name(alg));
    BOOST_TEST((jws->header.view().string("alg") == name(alg)));
    BOOST_TEST((jws->header.view().string("typ") == "at+jwt"));
    BOOST_TEST((jws->header.view().string("kid") == key.kid()));
    BOOST_TEST(jws->payload.print() == claims().print());
    BOOST_TEST(!verify(*jws, alg, SigningKey::generate(alg).public_key()), name(alg));
  }
}

// RFC 8725 3.1: the algorithm is the caller's.
BOOST_AUTO_TEST_CASE(other_algorithm_than_the_callers_is_refused) {
  const auto jws = parse_compact(vector_text("rfc7515_A.2.jws"));
  const auto rsa_key = key_of("rfc7515_A.2.jwk");
  BOOST_TEST(!verify(*jws, Alg::kPs256, rsa_key));
  BOOST_TEST(!verify(*jws, Alg::kEs256, rsa_key));
  BOOST_TEST(!verify(*jws, Alg::kEdDsa, rsa_key));
  BOOST_TEST(!verify(*jws, Alg::kHs256, rsa_key));
  BOOST_TEST(!verify(*jws, Alg::kRs256, key_of("rfc7515_A.3.jwk")));
}

// RFC 8725 3.1: a header that names another algorithm makes a good signature count for nothing.
BOOST_AUTO_TEST_CASE(swapped_alg_in_the_header_is_refused) {
  const auto key = SigningKey::generate(Alg::kEs256);
  for (const std::string_view alg :
       {"none", "RS256", "HS256", "es256", "ES256 ", "ES384", "EdDSA", ""}) {
    const std::string input =
        base64url(R"({"alg":")" + std::string(alg) + R"("})") + "." + base64url(kPayload);
    const auto jws = parse_compact(input + "." + base64url(key.sign(input)));
    BOOST_REQUIRE(jws);
    BOOST_TEST(key.public_key().verify(Alg::kEs256, jws->signing_input, jws->signature));
    BOOST_TEST(!verify(*jws, Alg::kEs256, key.public_key()), alg);
  }
}

// RFC 8725 2.1: a public key is no HMAC key.
BOOST_AUTO_TEST_CASE(hmac_under_a_public_key_is_refused) {
  const auto key = SigningKey::generate(Alg::kRs256);
  for (const std::string& secret :
       {key.public_jwk().print(), key.public_key().jwk().print(), key.public_jwk().pretty()}) {
    const Secret forged = sign_hs256(secret, "JWT", key.kid(), claims());
    const auto jws = parse_compact(forged.reveal());
    BOOST_REQUIRE(jws);
    BOOST_TEST(!verify(*jws, Alg::kRs256, key.public_key()));
    BOOST_TEST(!verify(*jws, Alg::kHs256, key.public_key()));
    BOOST_TEST(!verify_hs256(*jws, hmac_key()));
  }
}

BOOST_AUTO_TEST_CASE(hmac_is_compared_over_its_full_length) {
  auto jws = parse_compact(vector_text("rfc7515_A.1.jws"));
  const std::string mac = jws->signature;
  for (const std::string& wrong :
       {std::string(), mac.substr(0, 1), mac.substr(0, 16), mac.substr(0, 31), mac.substr(1),
        mac + '\0', mac + mac, std::string(32, '\0')}) {
    jws->signature = wrong;
    BOOST_TEST(!verify_hs256(*jws, hmac_key()), wrong.size());
  }
  for (std::size_t bit = 0; bit < 256; ++bit) {
    jws->signature = mac;
    jws->signature[bit / 8] = static_cast<char>(mac[bit / 8] ^ (1 << (bit % 8)));
    BOOST_TEST(!verify_hs256(*jws, hmac_key()), bit);
  }
}

// RFC 7518 3.2: a key for HS256 has 256 bits or more.
BOOST_AUTO_TEST_CASE(short_hmac_key_is_refused) {
  BOOST_CHECK_THROW(sign_hs256("", "JWT", "", claims()), std::invalid_argument);
  BOOST_CHECK_THROW(sign_hs256(std::string(31, 'k'), "JWT", "", claims()), std::invalid_argument);
  const std::string key(32, 'k');
  const Secret token = sign_hs256(key, "JWT", "", claims());
  const auto jws = parse_compact(token.reveal());
  BOOST_TEST(!jws->header.view().member("kid"));
  BOOST_TEST(verify_hs256(*jws, key));
  BOOST_TEST(!verify_hs256(*jws, key.substr(0, 31)));
  BOOST_TEST(!verify_hs256(*jws, ""));
}

// RFC 7515 3.1: what is signed is the text, so each changed byte of it counts.
BOOST_AUTO_TEST_CASE(changed_header_or_payload_is_refused) {
  const auto key = key_of("rfc7515_A.3.jwk");
  const std::string text = vector_text("rfc7515_A.3.jws");
  for (std::size_t i = 0; i < text.rfind('.'); i += 3) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto jws = parse_compact(changed);
    BOOST_TEST((!jws || !verify(*jws, Alg::kEs256, key)), i);
  }
}

// RFC 7515 7.1: three parts, no more and no less; the other serializations are not spoken here.
BOOST_AUTO_TEST_CASE(other_shapes_are_refused) {
  const std::string good = compact(R"({"alg":"ES256"})");
  BOOST_TEST(problem_of(good).empty());
  const std::string two = good.substr(0, good.rfind('.'));
  const std::array<std::string, 10> kTexts{
      "",
      ".",
      "..",
      "...",
      two,
      good + ".",
      good + ".e30",
      good + ".e30.e30",
      R"({"payload":"e30","protected":"e30","signature":"AA"})",
      R"({"payload":"e30","signatures":[{"protected":"e30","signature":"AA"}]})"};
  for (const auto& text : kTexts) BOOST_TEST(!problem_of(text).empty(), text);
}

// RFC 7515 2: base64url without padding, line breaks or white space.
BOOST_AUTO_TEST_CASE(sloppy_base64url_is_refused) {
  const std::string good = vector_text("rfc7515_A.3.jws");
  const auto key = key_of("rfc7515_A.3.jwk");
  BOOST_REQUIRE(verify(*parse_compact(good), Alg::kEs256, key));
  BOOST_REQUIRE(good.ends_with("NU1Q"));
  const std::string stem = good.substr(0, good.size() - 1);
  const std::size_t dot = good.find('.');
  const std::array<std::string, 14> kTexts{stem + "R",
                                           stem + "S",
                                           stem + "T",  // the unused bits of the last character
                                           good + "=",
                                           good + "==",
                                           good + " ",
                                           good + "\n",
                                           " " + good,
                                           good + std::string(1, '\0'),
                                           good.substr(0, dot) + "=" + good.substr(dot),
                                           good.substr(0, dot) + "\n" + good.substr(dot),
                                           good.substr(0, 5) + " " + good.substr(5),
                                           stem + "+",
                                           stem + "/"};
  for (const auto& text : kTexts) BOOST_TEST(!parse_compact(text), text);
}

// RFC 7515 4: header names are unique.
BOOST_AUTO_TEST_CASE(ambiguous_or_malformed_header_is_refused) {
  constexpr std::array<std::string_view, 17> kHeaders{R"({"alg":"none","alg":"ES256"})",
                                                      R"({"alg":"ES256","\u0061lg":"none"})",
                                                      R"({"alg":"ES256","typ":"a","typ":"a"})",
                                                      R"({"typ":"JWT"})",
                                                      R"({"alg":null})",
                                                      R"({"alg":1})",
                                                      R"({"alg":["ES256"]})",
                                                      R"({"ALG":"ES256"})",
                                                      R"({})",
                                                      R"([])",
                                                      R"("ES256")",
                                                      "",
                                                      R"({"alg":"ES256"}x)",
                                                      "\xef\xbb\xbf{\"alg\":\"ES256\"}",
                                                      R"({"alg":"ES256","kid":1})",
                                                      R"({"alg":"ES256","typ":null})",
                                                      R"({"alg":"ES256","cty":{}})"};
  for (const auto& header : kHeaders) {
    BOOST_TEST(problem_of(compact(header)).starts_with("header"), header);
  }
}

// RFC 7515 4.1.11: an extension that is not understood must be refused when it is critical.
// RFC 7797 6: b64 is critical or not valid.
BOOST_AUTO_TEST_CASE(critical_extension_is_refused) {
  for (const std::string_view header :
       {R"({"alg":"ES256","crit":["exp"],"exp":1})", R"({"alg":"ES256","crit":[]})",
        R"({"alg":"ES256","crit":null})", R"({"alg":"ES256","crit":["b64"],"b64":false})",
        R"({"alg":"ES256","b64":false})", R"({"alg":"ES256","b64":true})"}) {
    BOOST_TEST(problem_of(compact(header)).starts_with("header has"), header);
  }
}

// RFC 8725 3.10: keys that come with the token are refused, not followed.
BOOST_AUTO_TEST_CASE(embedded_key_is_refused) {
  for (const std::string_view header :
       {R"({"alg":"ES256","jwk":{"kty":"EC"}})", R"({"alg":"ES256","jku":"https://evil.example"})",
        R"({"alg":"ES256","x5c":["MII"]})", R"({"alg":"ES256","x5u":"https://evil.example"})",
        R"({"alg":"ES256","jwk":null})"}) {
    BOOST_TEST(problem_of(compact(header)).starts_with("embedded key"), header);
  }
}

BOOST_AUTO_TEST_CASE(oversized_token_is_refused) {
  const std::string payload = R"({"a":")" + std::string(12'300, 'a') + R"("})";
  const std::string text = compact(R"({"alg":"ES256"})", payload);
  BOOST_REQUIRE(text.size() > kCompactLimits.bytes);
  BOOST_TEST(problem_of(text) == "too many bytes");
  BOOST_TEST(parse_compact(text, {.bytes = 32'768}).has_value());
  BOOST_TEST(!parse_compact(compact(R"({"alg":"ES256"})", R"({"a":{"b":{}}})"), {.depth = 1}));
  BOOST_TEST(!parse_compact(compact(R"({"alg":"ES256"})", R"({"a":1,"b":2})"), {.members = 2}));
}

// RFC 7515 4.1.9: typ is a media type, compared without regard to case, "application/" left out.
BOOST_AUTO_TEST_CASE(typ_is_compared_as_a_media_type) {
  struct Row {
    std::string_view header;
    bool is_at_jwt;
  };
  constexpr std::array kRows{
      Row{R"({"alg":"ES256","typ":"at+jwt"})", true},
      Row{R"({"alg":"ES256","typ":"AT+JWT"})", true},
      Row{R"({"alg":"ES256","typ":"application/at+jwt"})", true},
      Row{R"({"alg":"ES256","typ":"Application/At+Jwt"})", true},
      Row{R"({"alg":"ES256"})", false},
      Row{R"({"alg":"ES256","typ":""})", false},
      Row{R"({"alg":"ES256","typ":"JWT"})", false},
      Row{R"({"alg":"ES256","typ":"at+jwt "})", false},
      Row{R"({"alg":"ES256","typ":"at+jw"})", false},
      Row{R"({"alg":"ES256","typ":"application/"})", false},
      Row{R"({"alg":"ES256","typ":"text/at+jwt"})", false},
      Row{R"({"alg":"ES256","typ":"application/application/at+jwt"})", false},
  };
  for (const auto& row : kRows) {
    const auto jws = parse_compact(compact(row.header));
    BOOST_REQUIRE(jws);
    BOOST_TEST(has_typ(*jws, "at+jwt") == row.is_at_jwt, row.header);
  }
}

BOOST_AUTO_TEST_SUITE_END()
