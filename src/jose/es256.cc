// ES256: ECDSA on P-256 with SHA-256 (RFC 7518 3.4), keys of RFC 7518 6.2.
#include <array>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>

#include "base/base64url.h"
#include "jose/family.h"

namespace lockspire::jose::es256 {
namespace {

using EcdsaSig = CPtr<ECDSA_SIG, ECDSA_SIG_free>;

constexpr std::size_t kCoordinate = 32;
constexpr std::size_t kMaxDer = 72;

PKey public_key(std::string point) {
  char group[] = "prime256v1";
  const std::array params{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  const PKeyCtx ctx(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (ctx == nullptr || EVP_PKEY_fromdata_init(ctx.get()) != 1) throw_openssl("read a JWK");
  auto* const writable = const_cast<OSSL_PARAM*>(params.data());  // OpenSSL's signature, read only
  if (EVP_PKEY_fromdata(ctx.get(), &key, EVP_PKEY_PUBLIC_KEY, writable) != 1) return nullptr;
  return PKey(key);
}

bool on_curve(EVP_PKEY* key) {
  const PKeyCtx ctx(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return ctx != nullptr && EVP_PKEY_public_check(ctx.get()) == 1;
}

// RFC 7518 3.4: r || s, each 32 octets with its leading zeros; OpenSSL speaks DER.
std::string raw_from_der(std::string_view der) {
  const unsigned char* at = octets(der);
  const EcdsaSig sig(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (sig == nullptr) throw_openssl("read a signature");
  return padded_octets(ECDSA_SIG_get0_r(sig.get()), kCoordinate) +
         padded_octets(ECDSA_SIG_get0_s(sig.get()), kCoordinate);
}

// Empty when r or s is zero: such a signature would hold for anything where a library forgets.
std::string der_from_raw(std::string_view raw) {
  BigNumber r = big_number(raw.substr(0, kCoordinate));
  BigNumber s = big_number(raw.substr(kCoordinate));
  if (BN_is_zero(r.get()) || BN_is_zero(s.get())) return {};
  const EcdsaSig sig(ECDSA_SIG_new());
  if (sig == nullptr || ECDSA_SIG_set0(sig.get(), r.get(), s.get()) != 1) {
    throw_openssl("read a signature");
  }
  // The signature owns them now.
  std::ignore = r.release();
  std::ignore = s.release();
  std::string der(kMaxDer, '\0');
  unsigned char* at = octets(der);
  const int size = i2d_ECDSA_SIG(sig.get(), &at);
  if (size <= 0) throw_openssl("write a signature");
  der.resize(static_cast<std::size_t>(size));
  return der;
}

}  // namespace

PKey generate() {
  PKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  if (key == nullptr) throw_openssl("generate an EC key");
  return key;
}

PKey read_jwk(JsonView jwk, Problem& problem) {
  if (jwk.string("crv") != "P-256") {
    problem = "crv must be P-256";
    return nullptr;
  }
  const std::string x = octets_of(jwk, "x");
  const std::string y = octets_of(jwk, "y");
  // RFC 7518 6.2.1.2: a coordinate has the full size of the curve, leading zeros included.
  if (x.size() != kCoordinate || y.size() != kCoordinate) {
    problem = "x and y must be 32 octets of base64url";
    return nullptr;
  }
  const ExpectedErrors expected;
  PKey key = public_key('\x04' + x + y);
  // RFC 8725 3.4: a point that is not on the curve must be refused.
  if (key == nullptr || !on_curve(key.get())) {
    problem = "x and y are no point of the curve";
    return nullptr;
  }
  return key;
}

Json write_jwk(const EVP_PKEY* key) {
  const BigNumber x = number_of(key, OSSL_PKEY_PARAM_EC_PUB_X);
  const BigNumber y = number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y);
  Json jwk = Json::object();
  jwk.set("crv", "P-256").set("kty", "EC");
  jwk.set("x", base64url(padded_octets(x.get(), kCoordinate)));
  jwk.set("y", base64url(padded_octets(y.get(), kCoordinate)));
  return jwk;
}

bool owns(const EVP_PKEY* key) {
  std::array<char, 64> group{};
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
         std::string_view(group.data()) == "prime256v1";
}

MdCtx prepare(EVP_PKEY* key) {
  return prepare_to_sign(key, sha256_md());
}

std::string sign(const EVP_MD_CTX* prepared, std::string_view input) {
  return raw_from_der(evp_sign(prepared, input));
}

bool verify(EVP_PKEY* key, std::string_view input, std::string_view signature) {
  // RFC 7518 3.4: a signature that is not 64 octets has failed.
  if (signature.size() != 2 * kCoordinate) return false;
  const std::string der = der_from_raw(signature);
  return !der.empty() && evp_verify(key, sha256_md(), input, der);
}

}  // namespace lockspire::jose::es256
