// What this suite proves beside the cases that cite for themselves:
// RFC 7518 3: raw r||s for ES256. Constant outcome, never throws on a bad signature.
// RFC 7518 6: the members of private and of symmetric keys.
// RFC 7638 3: base64url(SHA-256) of the required members, which must stand in lexicographic
// order.
#include "jose/jwk.h"

#include <array>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "tests/support/vectors.h"

using namespace lockspire;        // NOLINT(google-build-using-namespace)
using namespace lockspire::jose;  // NOLINT(google-build-using-namespace)
using lockspire::testing::vector_text;

namespace {

constexpr std::array kAlgs{Alg::kEs256, Alg::kRs256, Alg::kPs256, Alg::kEdDsa};

Json json(std::string_view text) {
  return Json::parse(text).value();
}

Json vector_jwk(const std::string& file) {
  return json(vector_text(file));
}

bool is_accepted(const Json& jwk) {
  std::string problem;
  const auto key = PublicKey::from_jwk(jwk.view(), &problem);
  BOOST_TEST(key.has_value() == problem.empty());
  return key.has_value();
}

Json changed(const std::string& file, std::string_view member, std::string_view value) {
  Json jwk = vector_jwk(file);
  jwk.set(member, value);
  return jwk;
}

// An RSA JWK whose modulus is 2^(bits-1) plus a low byte.
Json rsa_jwk(std::size_t bits, char low, std::string_view e) {
  std::string n((bits + 7) / 8, '\0');
  n.front() = static_cast<char>(1 << ((bits - 1) % 8));
  n.back() = low;
  Json jwk = Json::object();
  jwk.set("kty", "RSA").set("n", base64url(n)).set("e", base64url(e));
  return jwk;
}

std::string little_endian(std::string text) {
  return {text.rbegin(), text.rend()};
}

std::string from_hex(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jwk_test)

// RFC 7638 3.1: the thumbprint of an RSA key.
// RFC 8037 A.3: the thumbprint of an Ed25519 key.
BOOST_AUTO_TEST_CASE(thumbprints_are_those_of_the_rfcs) {
  const auto rsa = PublicKey::from_jwk(vector_jwk("rfc7638_3.1.jwk").view());
  BOOST_TEST(rsa.value().thumbprint() == vector_text("rfc7638_3.1.txt"));
  const auto ed25519 = PublicKey::from_jwk(vector_jwk("rfc8037_A.2.jwk").view());
  BOOST_TEST(ed25519.value().thumbprint() == vector_text("rfc8037_A.3.txt"));
}

// RFC 7638 3.2: members beyond the required ones do not count.
// RFC 7638 3.3: members in lexicographic order, however they came.
BOOST_AUTO_TEST_CASE(thumbprint_ignores_other_members) {
  const Json plain = vector_jwk("rfc7515_A.3.jwk");
  const Json more =
      json(R"({"y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"1","use":"sig",
      "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","crv":"P-256","kty":"EC","ext":true})");
  const auto a = PublicKey::from_jwk(plain.view());
  const auto b = PublicKey::from_jwk(more.view());
  BOOST_TEST(a.value().thumbprint() == b.value().thumbprint());
  BOOST_TEST(b.value().jwk().view().members().size() == 4U);
}

BOOST_AUTO_TEST_CASE(generated_keys_are_read_back) {
  for (const Alg alg : kAlgs) {
    const auto key = SigningKey::generate(alg);
    const auto copy = SigningKey::from_pkcs8(alg, key.pkcs8());
    BOOST_REQUIRE_MESSAGE(copy, name(alg));
    BOOST_TEST(copy->kid() == key.kid());
    BOOST_TEST(key.kid() == key.public_key().thumbprint().substr(0, 16));
    BOOST_TEST(key.public_key().verify(alg, "input", copy->sign("input")));
    BOOST_TEST(is_accepted(key.public_jwk()));
    BOOST_TEST(SigningKey::generate(alg).kid() != key.kid());
  }
}

// RFC 7517 9.2: private and symmetric key material must not be published.
BOOST_AUTO_TEST_CASE(public_jwk_has_no_private_members) {
  for (const Alg alg : kAlgs) {
    const auto key = SigningKey::generate(alg);
    const Json published = key.public_jwk();
    for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
      BOOST_TEST(!published.view().member(member), member);
      BOOST_TEST(!key.public_key().jwk().view().member(member), member);
    }
    BOOST_TEST((published.view().string("use") == "sig"));
    BOOST_TEST((published.view().string("alg") == name(alg)));
    BOOST_TEST((published.view().string("kid") == key.kid()));
  }
}

BOOST_AUTO_TEST_CASE(no_key_is_generated_for_a_symmetric_algorithm) {
  BOOST_CHECK_THROW(SigningKey::generate(Alg::kHs256), std::logic_error);
}

BOOST_AUTO_TEST_CASE(private_key_of_another_algorithm_is_refused) {
  for (const Alg made : kAlgs) {
    const Secret der = SigningKey::generate(made).pkcs8();
    for (const Alg asked : {Alg::kEs256, Alg::kRs256, Alg::kPs256, Alg::kEdDsa, Alg::kHs256}) {
      const bool both_rsa = (made == Alg::kRs256 || made == Alg::kPs256) &&
                            (asked == Alg::kRs256 || asked == Alg::kPs256);
      BOOST_TEST(SigningKey::from_pkcs8(asked, der).has_value() == (made == asked || both_rsa));
    }
  }
}

BOOST_AUTO_TEST_CASE(damaged_private_key_is_refused) {
  for (const char* file : {"rfc7515_A.2.pkcs8", "rfc7515_A.3.pkcs8", "rfc8037_A.1.pkcs8"}) {
    const std::string der = decode_base64url(vector_text(file)).value();
    const Alg alg = std::string_view(file).starts_with("rfc8037") ? Alg::kEdDsa
                    : der.size() > 500                            ? Alg::kRs256
                                                                  : Alg::kEs256;
    BOOST_REQUIRE(SigningKey::from_pkcs8(alg, Secret(der)));
    BOOST_TEST(!SigningKey::from_pkcs8(alg, Secret("")), file);
    BOOST_TEST(!SigningKey::from_pkcs8(alg, Secret(der.substr(0, der.size() - 1))), file);
    BOOST_TEST(!SigningKey::from_pkcs8(alg, Secret(der + '\0')), file);
    BOOST_TEST(!SigningKey::from_pkcs8(alg, Secret(der + der)), file);
    BOOST_TEST(!SigningKey::from_pkcs8(alg, Secret(vector_text(file))), file);
  }
}

BOOST_AUTO_TEST_CASE(private_key_whose_halves_differ_is_refused) {
  const std::string rsa = decode_base64url(vector_text("rfc7515_A.2.pkcs8")).value();
  for (const std::size_t at : {50U, 100U, 200U, 280U}) {
    std::string wrong = rsa;
    wrong[at] = static_cast<char>(wrong[at] ^ 0x10);
    BOOST_TEST(!SigningKey::from_pkcs8(Alg::kRs256, Secret(wrong)), at);
  }
  const std::string ec = decode_base64url(vector_text("rfc7515_A.3.pkcs8")).value();
  for (const std::size_t at : {40U, 60U, 90U, 130U}) {
    std::string wrong = ec;
    wrong[at] = static_cast<char>(wrong[at] ^ 0x10);
    BOOST_TEST(!SigningKey::from_pkcs8(Alg::kEs256, Secret(wrong)), at);
  }
}

BOOST_AUTO_TEST_CASE(private_members_are_refused) {
  for (const char* file : {"rfc7515_A.2.jwk", "rfc7515_A.3.jwk", "rfc8037_A.2.jwk"}) {
    BOOST_TEST(is_accepted(vector_jwk(file)), file);
    for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
      BOOST_TEST(!is_accepted(changed(file, member, "AQAB")), member);
      BOOST_TEST(!is_accepted(changed(file, member, "")), member);
    }
  }
}

BOOST_AUTO_TEST_CASE(other_key_types_are_refused) {
  constexpr std::array<std::string_view, 16> kJwks{
      R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"})",
      R"({"kty":"oct"})",
      R"({})",
      R"([])",
      R"(null)",
      R"("EC")",
      R"({"kty":1})",
      R"({"kty":"ec"})",
      R"({"kty":"EC"})",
      R"({"kty":"RSA"})",
      R"({"kty":"OKP"})",
      R"({"kty":["EC"]})",
      R"({"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"})",
      R"({"kty":"OKP","crv":"Ed448","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"})",
      R"({"kty":"EC","crv":"P-384","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
          "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
      R"({"kty":"EC","crv":"secp256k1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
          "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"};
  for (const auto& text : kJwks) BOOST_TEST(!is_accepted(json(text)), text);
}

// RFC 8725 3.4: a point off the curve must be refused.
BOOST_AUTO_TEST_CASE(ec_point_off_the_curve_is_refused) {
  const std::string x = decode_base64url("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").value();
  const std::string zero(32, '\0');
  const std::string ones(32, '\xff');
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::string wrong = x;
    wrong[i] = static_cast<char>(wrong[i] ^ 0x01);
    BOOST_TEST(!is_accepted(changed("rfc7515_A.3.jwk", "x", base64url(wrong))), i);
  }
  for (const std::string& wrong : {zero, ones, x}) {
    BOOST_TEST(!is_accepted(changed("rfc7515_A.3.jwk", "y", base64url(wrong))));
  }
  Json infinity = changed("rfc7515_A.3.jwk", "y", base64url(zero));
  infinity.set("x", base64url(zero));
  BOOST_TEST(!is_accepted(infinity));
}

// RFC 7518 6.2.1.2: a coordinate has 32 octets, base64url without padding.
BOOST_AUTO_TEST_CASE(sloppy_ec_coordinate_is_refused) {
  const std::string x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
  const std::string octets = decode_base64url(x).value();
  for (const std::string& wrong : {std::string(), x + "=", x + "\n", " " + x, x.substr(0, 42),
                                   x.substr(0, 42) + "V", base64url(std::string(1, '\0') + octets),
                                   base64url(octets.substr(1)), base64url(octets + octets)}) {
    BOOST_TEST(!is_accepted(changed("rfc7515_A.3.jwk", "x", wrong)), wrong);
  }
  Json number = vector_jwk("rfc7515_A.3.jwk");
  number.set("x", std::int64_t{1});
  BOOST_TEST(!is_accepted(number));
}

// RFC 8725 3.4: neither what is no point nor a point of small order verifies.
// RFC 8032 5.1.2: y is below the prime.
BOOST_AUTO_TEST_CASE(unsound_ed25519_point_is_refused) {
  constexpr std::array<std::string_view, 11> kBigEndian{
      // of small order
      "0000000000000000000000000000000000000000000000000000000000000000",
      "8000000000000000000000000000000000000000000000000000000000000000",
      "0000000000000000000000000000000000000000000000000000000000000001",
      "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
      "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
      "fa03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
      // not below the prime
      "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
      "7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      // y without an x
      "0000000000000000000000000000000000000000000000000000000000000002",
      "0000000000000000000000000000000000000000000000000000000000000007"};
  for (const auto& hex : kBigEndian) {
    const std::string x = base64url(little_endian(from_hex(hex)));
    BOOST_TEST(!is_accepted(changed("rfc8037_A.2.jwk", "x", x)), hex);
  }
  for (const char* x : {"", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR",
                        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURoA",
                        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"}) {
    BOOST_TEST(!is_accepted(changed("rfc8037_A.2.jwk", "x", x)), x);
  }
}

// RFC 7518 3.3: a modulus has 2048 bits or more.
BOOST_AUTO_TEST_CASE(rsa_bounds_are_kept) {
  struct Row {
    std::size_t bits;
    char low;
    std::string e;
    bool accepted;
  };
  const std::string f4("\x01\x00\x01", 3);
  const std::array kRows{
      Row{2'048, 1, f4, true},
      Row{4'096, 1, f4, true},
      Row{2'048, 1, "\x03", true},
      Row{2'048, 1, std::string("\x01\0\0\0\0\0\0\x01", 8), true},
      Row{8, 15, f4, false},
      Row{512, 1, f4, false},
      Row{1'024, 1, f4, false},
      Row{2'047, 1, f4, false},
      Row{4'097, 1, f4, false},
      Row{16'384, 1, f4, false},
      Row{65'536, 1, f4, false},
      Row{2'048, 2, f4, false},
      Row{2'048, 1, "", false},
      Row{2'048, 1, std::string(1, '\0'), false},
      Row{2'048, 1, "\x01", false},
      Row{2'048, 1, "\x02", false},
      Row{2'048, 1, std::string("\x01\x00\x00", 3), false},
      Row{2'048, 1, std::string("\x00\x01\x00\x01", 4), false},
      Row{2'048, 1, std::string("\x01\0\0\0\0\0\0\0\x01", 9), false},
      Row{2'048, 1, std::string(256, '\x7f'), false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(is_accepted(rsa_jwk(row.bits, row.low, row.e)) == row.accepted,
               row.bits << " bits, e of " << row.e.size() << " octets");
  }
}

// RFC 7518 2: Base64urlUInt has the fewest octets.
BOOST_AUTO_TEST_CASE(padded_rsa_modulus_is_refused) {
  const Json jwk = vector_jwk("rfc7515_A.2.jwk");
  const std::string n = decode_base64url(jwk.view().string("n").value()).value();
  BOOST_TEST(!is_accepted(changed("rfc7515_A.2.jwk", "n", base64url(std::string(1, '\0') + n))));
  BOOST_TEST(!is_accepted(changed("rfc7515_A.2.jwk", "n", base64url(n) + "=")));
  BOOST_TEST(!is_accepted(changed("rfc7515_A.2.jwk", "n", "")));
}

// RFC 7517 4.2: use says what a key is for.
// RFC 7517 4.3: key_ops says what a key is for.
// RFC 7517 4.4: alg says what a key is for.
BOOST_AUTO_TEST_CASE(key_for_another_purpose_is_refused) {
  struct Row {
    std::string_view members;
    bool accepted;
  };
  constexpr std::array kRows{
      Row{R"("use":"sig")", true},
      Row{R"("key_ops":["verify"])", true},
      Row{R"("key_ops":["sign","verify"])", true},
      Row{R"("alg":"ES256")", true},
      Row{R"("use":"enc")", false},
      Row{R"("use":"")", false},
      Row{R"("use":null)", false},
      Row{R"("use":["sig"])", false},
      Row{R"("key_ops":[])", false},
      Row{R"("key_ops":["sign"])", false},
      Row{R"("key_ops":["encrypt","wrapKey"])", false},
      Row{R"("key_ops":"verify")", false},
      Row{R"("key_ops":["verify",1])", false},
      Row{R"("alg":"RS256")", false},
      Row{R"("alg":"HS256")", false},
      Row{R"("alg":"none")", false},
      Row{R"("alg":"ECDH-ES")", false},
      Row{R"("alg":null)", false},
  };
  const std::string jwk = vector_text("rfc7515_A.3.jwk");
  for (const auto& row : kRows) {
    const std::string text = "{" + std::string(row.members) + "," + jwk.substr(1);
    BOOST_TEST(is_accepted(json(text)) == row.accepted, row.members);
  }
}

// RFC 7517 4.4: alg names the one algorithm that the key is for.
BOOST_AUTO_TEST_CASE(alg_of_the_jwk_restricts_the_key) {
  const auto any = PublicKey::from_jwk(vector_jwk("rfc7515_A.2.jwk").view());
  BOOST_TEST(any.value().fits(Alg::kRs256));
  BOOST_TEST(any.value().fits(Alg::kPs256));
  const auto one = PublicKey::from_jwk(changed("rfc7515_A.2.jwk", "alg", "PS256").view());
  BOOST_TEST(one.value().fits(Alg::kPs256));
  BOOST_TEST(!one.value().fits(Alg::kRs256));
}

BOOST_AUTO_TEST_SUITE_END()
