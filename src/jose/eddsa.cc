// EdDSA with Ed25519 (RFC 8037 3.1), keys of RFC 8037 2.
#include <algorithm>
#include <array>

#include "base/base64url.h"
#include "jose/family.h"

namespace lockspire::jose::eddsa {
namespace {

using BnCtx = CPtr<BN_CTX, BN_CTX_free>;

constexpr std::size_t kKey = 32;
constexpr std::size_t kSignature = 64;

BigNumber from_hex(const char* digits) {
  BIGNUM* number = nullptr;
  if (BN_hex2bn(&number, digits) == 0) throw_openssl("read a constant");
  return BigNumber(number);
}

// RFC 8032 5.1: p = 2^255 - 19 and d = -121665/121666 mod p.
const BIGNUM* prime() {
  static const BigNumber number =
      from_hex("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED");
  return number.get();
}

const BIGNUM* d() {
  static const BigNumber number =
      from_hex("52036CEE2B6FFE738CC740797779E89800700A4D4141D8AB75EB4DCA135978A3");
  return number.get();
}

// The y coordinates of the eight points whose order divides 8: with such a key one signature holds
// for many messages.
bool is_small_order(const BIGNUM* y) {
  static const std::array<BigNumber, 5> numbers{
      from_hex("0"),
      from_hex("1"),
      from_hex("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEC"),
      from_hex("7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7"),
      from_hex("05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826"),
  };
  return std::ranges::any_of(numbers,
                             [&](const auto& number) { return BN_cmp(number.get(), y) == 0; });
}

// x^2 = (y^2 - 1) / (d y^2 + 1) has a root exactly when the product of the two terms is a square.
bool has_x(const BIGNUM* y) {
  const BnCtx ctx(BN_CTX_new());
  const BigNumber u(BN_new());
  const BigNumber v(BN_new());
  if (ctx == nullptr || u == nullptr || v == nullptr ||
      BN_mod_sqr(u.get(), y, prime(), ctx.get()) != 1 ||
      BN_mod_mul(v.get(), u.get(), d(), prime(), ctx.get()) != 1 || BN_add_word(v.get(), 1) != 1 ||
      BN_sub_word(u.get(), 1) != 1 ||
      BN_mod_mul(u.get(), u.get(), v.get(), prime(), ctx.get()) != 1) {
    throw_openssl("decode a point");
  }
  return BN_kronecker(u.get(), prime(), ctx.get()) == 1;
}

}  // namespace

bool is_sound_point(std::string_view encoded) {
  if (encoded.size() != kKey) return false;
  // RFC 8032 5.1.2: little-endian, the top bit is the sign of x.
  std::string big_endian(encoded.rbegin(), encoded.rend());
  big_endian.front() = static_cast<char>(big_endian.front() & 0x7f);
  const BigNumber y = big_number(big_endian);
  return BN_cmp(y.get(), prime()) < 0 && !is_small_order(y.get()) && has_x(y.get());
}

PKey generate() {
  PKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (key == nullptr) throw_openssl("generate an Ed25519 key");
  return key;
}

PKey read_jwk(JsonView jwk, Problem& problem) {
  if (jwk.string("crv") != "Ed25519") {
    problem = "crv must be Ed25519";
    return nullptr;
  }
  const std::string x = octets_of(jwk, "x");
  // RFC 8725 3.4: what is no point of the curve must be refused.
  if (!is_sound_point(x)) {
    problem = "x must be 32 octets of base64url that are a point of the curve";
    return nullptr;
  }
  PKey key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, octets(x), x.size()));
  if (key == nullptr) throw_openssl("read a JWK");
  return key;
}

Json write_jwk(const EVP_PKEY* key) {
  std::string x(kKey, '\0');
  std::size_t size = x.size();
  if (EVP_PKEY_get_raw_public_key(key, octets(x), &size) != 1) throw_openssl("read a key");
  Json jwk = Json::object();
  jwk.set("crv", "Ed25519").set("kty", "OKP").set("x", base64url(x));
  return jwk;
}

bool owns(const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "ED25519") == 1;
}

MdCtx prepare(EVP_PKEY* key) {
  return prepare_to_sign(key, nullptr);
}

bool verify(EVP_PKEY* key, std::string_view input, std::string_view signature) {
  return signature.size() == kSignature && evp_verify(key, nullptr, input, signature);
}

}  // namespace lockspire::jose::eddsa
