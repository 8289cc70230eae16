// RS256 (RFC 7518 3.3) and PS256 (3.5), keys of RFC 7518 6.3.
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "base/base64url.h"
#include "jose/family.h"

namespace lockspire::jose::rsa {
namespace {

using ParamBuilder = CPtr<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Params = CPtr<OSSL_PARAM, OSSL_PARAM_free>;

// RFC 7518 3.3: 2048 bits or more. The upper bounds keep a stranger's key from costing us seconds.
constexpr int kMinBits = 2'048;
constexpr int kMaxBits = 4'096;
constexpr std::size_t kMaxModulus = kMaxBits / 8;
constexpr std::size_t kMaxExponent = 8;

bool is_minimal(std::string_view number) {
  return !number.empty() && number.front() != '\0';
}

bool is_sane_exponent(const BIGNUM* e) {
  return BN_is_odd(e) == 1 && BN_is_one(e) == 0;
}

PKey public_key(const BIGNUM* n, const BIGNUM* e) {
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (builder == nullptr || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e) != 1) {
    throw_openssl("read a JWK");
  }
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const PKeyCtx ctx(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || ctx == nullptr || EVP_PKEY_fromdata_init(ctx.get()) != 1) {
    throw_openssl("read a JWK");
  }
  if (EVP_PKEY_fromdata(ctx.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) return nullptr;
  return PKey(key);
}

Tune padding_of(Alg alg) {
  if (alg == Alg::kRs256) {
    return
        [](EVP_PKEY_CTX* ctx) { return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1; };
  }
  // RFC 7518 3.5: the salt is as long as the digest, MGF1 uses the same digest.
  return [](EVP_PKEY_CTX* ctx) {
    return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, sha256_md()) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
  };
}

std::size_t modulus_size(const EVP_PKEY* key) {
  return static_cast<std::size_t>(EVP_PKEY_get_size(key));
}

}  // namespace

PKey generate() {
  PKey key(EVP_RSA_gen(kMinBits));
  if (key == nullptr) throw_openssl("generate an RSA key");
  return key;
}

PKey read_jwk(JsonView jwk, Problem& problem) {
  const std::string n_octets = octets_of(jwk, "n");
  const std::string e_octets = octets_of(jwk, "e");
  // RFC 7518 2: Base64urlUInt has the fewest octets that hold the number.
  if (!is_minimal(n_octets) || !is_minimal(e_octets)) {
    problem = "n and e must be positive numbers in the fewest octets of base64url";
    return nullptr;
  }
  if (n_octets.size() > kMaxModulus || e_octets.size() > kMaxExponent) {
    problem = "n or e is too large";
    return nullptr;
  }
  const BigNumber n = big_number(n_octets);
  const BigNumber e = big_number(e_octets);
  if (BN_num_bits(n.get()) < kMinBits || BN_is_odd(n.get()) == 0) {
    problem = "n must be an odd number of at least 2048 bits";
    return nullptr;
  }
  if (!is_sane_exponent(e.get())) {
    problem = "e must be odd and at least 3";
    return nullptr;
  }
  const ExpectedErrors expected;
  PKey key = public_key(n.get(), e.get());
  if (key == nullptr) problem = "n and e are no RSA key";
  return key;
}

Json write_jwk(const EVP_PKEY* key) {
  const BigNumber e = number_of(key, OSSL_PKEY_PARAM_RSA_E);
  const BigNumber n = number_of(key, OSSL_PKEY_PARAM_RSA_N);
  Json jwk = Json::object();
  jwk.set("e", base64url(minimal_octets(e.get()))).set("kty", "RSA");
  jwk.set("n", base64url(minimal_octets(n.get())));
  return jwk;
}

bool owns(const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) <= kMaxBits;
}

MdCtx prepare(Alg alg, EVP_PKEY* key) {
  return prepare_to_sign(key, sha256_md(), padding_of(alg));
}

bool verify(Alg alg, EVP_PKEY* key, std::string_view input, std::string_view signature) {
  // RFC 8017 8.1.2: a signature that is not as long as the modulus has failed.
  if (signature.size() != modulus_size(key)) return false;
  return evp_verify(key, sha256_md(), input, signature, padding_of(alg));
}

}  // namespace lockspire::jose::rsa
