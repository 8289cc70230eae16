// RFC 7517 keys: public ones that verify, private ones that sign. Immutable once made, and safe to
// use from several threads at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/secret.h"
#include "jose/alg.h"

struct evp_pkey_st;
struct evp_md_ctx_st;

namespace lockspire::jose {

// RFC 7518 6.1 and RFC 8037 2; symmetric keys (`oct`) are not among them.
enum class KeyType { kEc, kRsa, kOkp };

class PublicKey {
 public:
  // EC P-256, RSA of 2048 to 4096 bits with a sane exponent, Ed25519. nullopt for anything else,
  // for points off the curve, for a JWK with private members, and for one that says (use, key_ops,
  // alg) that it is for something else than verifying signatures; `problem` then says why.
  static std::optional<PublicKey> from_jwk(JsonView jwk, std::string* problem = nullptr);

  // Whether this key's type can verify that algorithm, and its JWK's `alg`, if any, allows it.
  [[nodiscard]] bool fits(Alg alg) const;
  // RFC 7518 3: raw r||s for ES256. Constant outcome, never throws on a bad signature.
  [[nodiscard]] bool verify(Alg alg, std::string_view input, std::string_view signature) const;
  // RFC 7638 3, base64url(SHA-256).
  [[nodiscard]] const std::string& thumbprint() const { return thumbprint_; }
  // Only the required members of the key type.
  [[nodiscard]] Json jwk() const;

 private:
  PublicKey(KeyType type, std::optional<Alg> alg, std::shared_ptr<evp_pkey_st> pkey);

  KeyType type_;
  std::optional<Alg> alg_;
  std::shared_ptr<evp_pkey_st> pkey_;
  std::string thumbprint_;
};

// The one place that uses a private half is sign(): a key in a hardware module would be another
// SigningKey behind the same function, with nothing to change above it.
class SigningKey {
 public:
  // A fresh key; RSA keys have 2048 bits. REQUIRES: alg is not kHs256.
  static SigningKey generate(Alg alg);
  // The inverse of pkcs8(). nullopt when the text is no key that fits `alg`, and when its private
  // half does not belong to its public half.
  static std::optional<SigningKey> from_pkcs8(Alg alg, const Secret& der);

  [[nodiscard]] Alg alg() const { return alg_; }
  // The first 16 characters of the RFC 7638 thumbprint.
  [[nodiscard]] const std::string& kid() const { return kid_; }
  // Holds nothing of the private half; fits alg() only.
  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  // Public members with kid, alg and use=sig, as it stands in the JWKS.
  [[nodiscard]] Json public_jwk() const;
  // PKCS #8 in DER.
  [[nodiscard]] Secret pkcs8() const;
  // The raw JWS signature.
  [[nodiscard]] std::string sign(std::string_view input) const;

 private:
  // nullopt when the key is no private key for `alg` within the bounds of PublicKey.
  static std::optional<SigningKey> adopt(Alg alg, std::shared_ptr<evp_pkey_st> pkey);
  SigningKey(Alg alg, std::shared_ptr<evp_pkey_st> pkey, PublicKey public_key);

  Alg alg_;
  std::shared_ptr<evp_pkey_st> pkey_;
  std::shared_ptr<const evp_md_ctx_st> prepared_;
  PublicKey public_key_;
  std::string kid_;
};

}  // namespace lockspire::jose
