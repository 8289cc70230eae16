// What this suite proves beside the cases that cite for themselves:
// RFC 8032 5.1: p = 2^255 - 19 and d = -121665/121666 mod p.
// The raw signatures of each family: what must not hold.
#include <array>
#include <string>

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "jose/jws.h"
#include "tests/support/vectors.h"

using namespace lockspire;        // NOLINT(google-build-using-namespace)
using namespace lockspire::jose;  // NOLINT(google-build-using-namespace)
using lockspire::testing::vector_text;

namespace {

// The order n of P-256, and n - 1.
const std::string kOrder = decode_base64url("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE").value();

struct Signed {
  std::string input;
  std::string signature;
};

Signed split(const std::string& file) {
  const std::string text = vector_text(file);
  const auto dot = text.rfind('.');
  return {text.substr(0, dot), decode_base64url(text.substr(dot + 1)).value()};
}

PublicKey key_of(const std::string& file) {
  return PublicKey::from_jwk(Json::parse(vector_text(file)).value().view()).value();
}

SigningKey private_key(Alg alg, const std::string& file) {
  const Secret der(decode_base64url(vector_text(file)).value());
  return SigningKey::from_pkcs8(alg, der).value();
}

// SEQUENCE { INTEGER r, INTEGER s } as OpenSSL would write it.
std::string der_of(const std::string& raw) {
  const auto integer = [](std::string number) {
    while (number.size() > 1 && number[0] == '\0' && (number[1] & 0x80) == 0) number.erase(0, 1);
    if ((number[0] & 0x80) != 0) number.insert(0, 1, '\0');
    return "\x02" + std::string(1, static_cast<char>(number.size())) + number;
  };
  const std::string body = integer(raw.substr(0, 32)) + integer(raw.substr(32));
  return "\x30" + std::string(1, static_cast<char>(body.size())) + body;
}

void check_bits_matter(Alg alg, const PublicKey& key, const Signed& good) {
  BOOST_REQUIRE(key.verify(alg, good.input, good.signature));
  for (std::size_t i = 0; i < good.signature.size(); ++i) {
    std::string wrong = good.signature;
    wrong[i] = static_cast<char>(wrong[i] ^ 0x01);
    BOOST_TEST(!key.verify(alg, good.input, wrong), i);
  }
  BOOST_TEST(!key.verify(alg, good.input + "x", good.signature));
  BOOST_TEST(!key.verify(alg, good.input.substr(1), good.signature));
}

void check_lengths_matter(Alg alg, const PublicKey& key, const Signed& good) {
  const std::string& signature = good.signature;
  const std::string zero(1, '\0');
  const std::array<std::string, 8> kWrong{"",
                                          zero,
                                          signature.substr(1),
                                          signature.substr(0, signature.size() - 1),
                                          signature + zero,
                                          zero + signature,
                                          signature + signature,
                                          std::string(signature.size(), '\0')};
  for (const auto& wrong : kWrong) BOOST_TEST(!key.verify(alg, good.input, wrong), wrong.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(signature_test)

BOOST_AUTO_TEST_CASE(each_bit_and_length_of_an_ecdsa_signature_matters) {
  const auto key = key_of("rfc7515_A.3.jwk");
  check_bits_matter(Alg::kEs256, key, split("rfc7515_A.3.jws"));
  check_lengths_matter(Alg::kEs256, key, split("rfc7515_A.3.jws"));
}

// RFC 8017 8.1.2: the signature is as long as the modulus.
BOOST_AUTO_TEST_CASE(each_bit_and_length_of_an_rsa_signature_matters) {
  const auto key = key_of("rfc7515_A.2.jwk");
  check_bits_matter(Alg::kRs256, key, split("rfc7515_A.2.jws"));
  check_lengths_matter(Alg::kRs256, key, split("rfc7515_A.2.jws"));
  check_bits_matter(Alg::kPs256, key, split("node_PS256.jws"));
  check_lengths_matter(Alg::kPs256, key, split("node_PS256.jws"));
}

// RFC 8037 A.5: an Ed25519 signature holds.
BOOST_AUTO_TEST_CASE(each_bit_and_length_of_an_eddsa_signature_matters) {
  const auto key = key_of("rfc8037_A.2.jwk");
  check_bits_matter(Alg::kEdDsa, key, split("rfc8037_A.4.jws"));
  check_lengths_matter(Alg::kEdDsa, key, split("rfc8037_A.4.jws"));
}

// RFC 8032 5.1.7: S must be below the group order, or there would be two signatures for one
// message.
BOOST_AUTO_TEST_CASE(malleable_eddsa_signature_is_refused) {
  constexpr std::array<unsigned char, 32> kGroupOrder{
      0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
      0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
      0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
  Signed good = split("rfc8037_A.4.jws");
  unsigned carry = 0;
  for (std::size_t i = 0; i < kGroupOrder.size(); ++i) {
    const unsigned sum =
        static_cast<unsigned char>(good.signature[32 + i]) + kGroupOrder[i] + carry;
    good.signature[32 + i] = static_cast<char>(sum & 0xff);
    carry = sum >> 8;
  }
  BOOST_TEST(!key_of("rfc8037_A.2.jwk").verify(Alg::kEdDsa, good.input, good.signature));
}

// RFC 7518 3.4: r and s are in the range from 1 to n - 1 (CVE-2022-21449).
BOOST_AUTO_TEST_CASE(ecdsa_numbers_out_of_range_are_refused) {
  const auto key = key_of("rfc7515_A.3.jwk");
  const Signed good = split("rfc7515_A.3.jws");
  const std::string r = good.signature.substr(0, 32);
  const std::string s = good.signature.substr(32);
  const std::string zero(32, '\0');
  const std::string ones(32, '\xff');
  const std::array<std::string, 11> kWrong{zero + zero, zero + s,      r + zero,    kOrder + kOrder,
                                           kOrder + s,  r + kOrder,    ones + ones, ones + s,
                                           r + ones,    zero + kOrder, s + r};
  for (const auto& wrong : kWrong) {
    BOOST_REQUIRE(wrong.size() == 64U);
    BOOST_TEST(!key.verify(Alg::kEs256, good.input, wrong));
  }
}

// RFC 7518 3.4: the signature is r || s and not DER.
BOOST_AUTO_TEST_CASE(der_signature_is_refused) {
  const auto key = key_of("rfc7515_A.3.jwk");
  const Signed good = split("rfc7515_A.3.jws");
  BOOST_TEST(!key.verify(Alg::kEs256, good.input, der_of(good.signature)));
  std::string padded = der_of(good.signature);
  padded.resize(64, '\0');
  BOOST_TEST(!key.verify(Alg::kEs256, good.input, padded));
}

// RFC 7518 3.4: leading zeros stay; one signature in 128 has some.
BOOST_AUTO_TEST_CASE(ecdsa_signature_always_has_64_octets) {
  const auto key = SigningKey::generate(Alg::kEs256);
  int short_numbers = 0;
  for (int i = 0; i < 2'000; ++i) {
    const std::string input = "message " + std::to_string(i);
    const std::string signature = key.sign(input);
    BOOST_REQUIRE(signature.size() == 64U);
    if (signature[0] != '\0' && signature[32] != '\0') continue;
    ++short_numbers;
    BOOST_TEST(key.public_key().verify(Alg::kEs256, input, signature));
  }
  BOOST_TEST(short_numbers > 0);
}

// RFC 7518 3.5: the salt is as long as the digest.
BOOST_AUTO_TEST_CASE(pss_salt_of_another_length_is_refused) {
  const auto key = key_of("rfc7515_A.2.jwk");
  BOOST_TEST(
      key.verify(Alg::kPs256, split("node_PS256.jws").input, split("node_PS256.jws").signature));
  for (const char* file :
       {"node_PS256_salt_0.jws", "node_PS256_salt_20.jws", "node_PS256_salt_max.jws"}) {
    const Signed other = split(file);
    BOOST_TEST(!key.verify(Alg::kPs256, other.input, other.signature), file);
  }
}

BOOST_AUTO_TEST_CASE(rsa_paddings_are_not_exchanged) {
  const auto key = key_of("rfc7515_A.2.jwk");
  const Signed pss = split("node_PS256.jws");
  const Signed pkcs1 = split("rfc7515_A.2.jws");
  BOOST_TEST(!key.verify(Alg::kRs256, pss.input, pss.signature));
  BOOST_TEST(!key.verify(Alg::kPs256, pkcs1.input, pkcs1.signature));
}

BOOST_AUTO_TEST_CASE(key_verifies_its_own_algorithm_only) {
  const Signed rsa = split("rfc7515_A.2.jws");
  const auto key = key_of("rfc7515_A.2.jwk");
  for (const Alg alg : {Alg::kEs256, Alg::kEdDsa, Alg::kHs256}) {
    BOOST_TEST(!key.fits(alg), name(alg));
    BOOST_TEST(!key.verify(alg, rsa.input, rsa.signature), name(alg));
  }
}

// RFC 7515 A.2: PKCS #1 v1.5 signatures are deterministic.
// RFC 8037 A.4: Ed25519 signatures are deterministic.
BOOST_AUTO_TEST_CASE(deterministic_signatures_are_those_of_the_rfcs) {
  const Signed rsa = split("rfc7515_A.2.jws");
  BOOST_TEST(private_key(Alg::kRs256, "rfc7515_A.2.pkcs8").sign(rsa.input) == rsa.signature);
  const Signed eddsa = split("rfc8037_A.4.jws");
  BOOST_TEST(private_key(Alg::kEdDsa, "rfc8037_A.1.pkcs8").sign(eddsa.input) == eddsa.signature);
}

BOOST_AUTO_TEST_CASE(refused_signature_leaves_later_ones_alone) {
  const auto key = key_of("rfc7515_A.2.jwk");
  const Signed good = split("rfc7515_A.2.jws");
  for (int i = 0; i < 100; ++i) BOOST_TEST(!key.verify(Alg::kRs256, "other", good.signature));
  BOOST_TEST(key.verify(Alg::kRs256, good.input, good.signature));
}

BOOST_AUTO_TEST_SUITE_END()
