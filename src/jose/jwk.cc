#include "jose/jwk.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/x509.h>

#include "base/base64url.h"
#include "jose/family.h"

namespace lockspire::jose {
namespace {

using Pkcs8 = CPtr<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;

constexpr std::size_t kKidSize = 16;

// RFC 7518 6: the members of private and of symmetric keys.
constexpr std::array<std::string_view, 8> kPrivateMembers{"d",  "p",  "q",   "dp",
                                                          "dq", "qi", "oth", "k"};

std::optional<KeyType> type_of(Alg alg) {
  switch (alg) {
    case Alg::kEs256:
      return KeyType::kEc;
    case Alg::kRs256:
    case Alg::kPs256:
      return KeyType::kRsa;
    case Alg::kEdDsa:
      return KeyType::kOkp;
    case Alg::kHs256:
      break;
  }
  return std::nullopt;
}

std::optional<KeyType> parse_type(std::string_view kty) {
  if (kty == "EC") return KeyType::kEc;
  if (kty == "RSA") return KeyType::kRsa;
  if (kty == "OKP") return KeyType::kOkp;
  return std::nullopt;
}

Json write_jwk(KeyType type, const EVP_PKEY* key) {
  switch (type) {
    case KeyType::kEc:
      return es256::write_jwk(key);
    case KeyType::kRsa:
      return rsa::write_jwk(key);
    case KeyType::kOkp:
      return eddsa::write_jwk(key);
  }
  throw std::logic_error("jose: unknown key type");
}

PKey read_jwk(KeyType type, JsonView jwk, Problem& problem) {
  switch (type) {
    case KeyType::kEc:
      return es256::read_jwk(jwk, problem);
    case KeyType::kRsa:
      return rsa::read_jwk(jwk, problem);
    case KeyType::kOkp:
      return eddsa::read_jwk(jwk, problem);
  }
  throw std::logic_error("jose: unknown key type");
}

bool owns(KeyType type, const EVP_PKEY* key) {
  switch (type) {
    case KeyType::kEc:
      return es256::owns(key);
    case KeyType::kRsa:
      return rsa::owns(key);
    case KeyType::kOkp:
      return eddsa::owns(key);
  }
  throw std::logic_error("jose: unknown key type");
}

// Why the JWK must not verify signatures; null when nothing speaks against it.
Problem wrong_purpose(JsonView jwk) {
  const auto is_private = [&](std::string_view name) { return jwk.member(name).has_value(); };
  if (std::ranges::any_of(kPrivateMembers, is_private)) return "the key has private members";
  // RFC 7517 4.2: a key meant for encryption verifies nothing.
  if (jwk.member("use") && jwk.string("use") != "sig") return "use is not sig";
  // RFC 7517 4.3: key_ops, when present, must name the operation.
  if (jwk.member("key_ops")) {
    const auto operations = jwk.strings("key_ops");
    if (!operations || std::ranges::find(*operations, "verify") == operations->end()) {
      return "key_ops lacks verify";
    }
  }
  return nullptr;
}

Secret write_pkcs8(const EVP_PKEY* key) {
  const Pkcs8 info(EVP_PKEY2PKCS8(key));
  const int size = info == nullptr ? 0 : i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr);
  if (size <= 0) throw_openssl("write a private key");
  std::string der(static_cast<std::size_t>(size), '\0');
  unsigned char* at = octets(der);
  if (i2d_PKCS8_PRIV_KEY_INFO(info.get(), &at) != size) throw_openssl("write a private key");
  return Secret(std::move(der));
}

PKey read_pkcs8(std::string_view der) {
  const ExpectedErrors expected;
  const unsigned char* at = octets(der);
  const Pkcs8 info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
  if (info == nullptr || at != octets(der) + der.size()) return nullptr;
  return PKey(EVP_PKCS82PKEY(info.get()));
}

PKey generate_key(Alg alg) {
  const auto type = type_of(alg);
  if (!type) throw std::logic_error("jose: no key pair for a symmetric algorithm");
  if (*type == KeyType::kEc) return es256::generate();
  return *type == KeyType::kRsa ? rsa::generate() : eddsa::generate();
}

std::shared_ptr<const EVP_MD_CTX> prepare(Alg alg, EVP_PKEY* key) {
  switch (alg) {
    case Alg::kEs256:
      return es256::prepare(key);
    case Alg::kRs256:
    case Alg::kPs256:
      return rsa::prepare(alg, key);
    case Alg::kEdDsa:
      return eddsa::prepare(key);
    case Alg::kHs256:
      break;
  }
  throw std::logic_error("jose: no signing key for a symmetric algorithm");
}

}  // namespace

std::string octets_of(JsonView jwk, std::string_view member) {
  const auto text = jwk.string(member);
  return text ? decode_base64url(*text).value_or("") : "";
}

PublicKey::PublicKey(KeyType type, std::optional<Alg> alg, std::shared_ptr<evp_pkey_st> pkey)
    : type_(type),
      alg_(alg),
      pkey_(std::move(pkey)),
      thumbprint_(jose::thumbprint(write_jwk(type, pkey_.get()))) {}

std::optional<PublicKey> PublicKey::from_jwk(JsonView jwk, std::string* problem) {
  const auto refuse = [&](std::string_view why) {
    if (problem != nullptr) *problem = why;
    return std::nullopt;
  };
  const auto type = parse_type(jwk.string("kty").value_or(""));
  if (!type) return refuse("kty must be EC, RSA or OKP");
  if (const Problem wrong = wrong_purpose(jwk)) return refuse(wrong);
  // RFC 7517 4.4: alg names the one algorithm that the key is for.
  const auto alg = parse_alg(jwk.string("alg").value_or(""));
  if (jwk.member("alg") && (!alg || type_of(*alg) != type)) return refuse("alg does not fit kty");
  Problem wrong = nullptr;
  PKey key = read_jwk(*type, jwk, wrong);
  if (key == nullptr) return refuse(wrong);
  return PublicKey(*type, alg, std::shared_ptr<EVP_PKEY>(key.release(), EVP_PKEY_free));
}

bool PublicKey::fits(Alg alg) const {
  return type_of(alg) == type_ && (!alg_ || *alg_ == alg);
}

bool PublicKey::verify(Alg alg, std::string_view input, std::string_view signature) const {
  // RFC 8725 3.1: a key is used with its own algorithm and no other.
  if (!fits(alg)) return false;
  switch (type_) {
    case KeyType::kEc:
      return es256::verify(pkey_.get(), input, signature);
    case KeyType::kRsa:
      return rsa::verify(alg, pkey_.get(), input, signature);
    case KeyType::kOkp:
      return eddsa::verify(pkey_.get(), input, signature);
  }
  return false;
}

Json PublicKey::jwk() const {
  return write_jwk(type_, pkey_.get());
}

SigningKey::SigningKey(Alg alg, std::shared_ptr<evp_pkey_st> pkey, PublicKey public_key)
    : alg_(alg),
      pkey_(std::move(pkey)),
      prepared_(prepare(alg, pkey_.get())),
      public_key_(std::move(public_key)),
      kid_(public_key_.thumbprint().substr(0, kKidSize)) {}

std::optional<SigningKey> SigningKey::adopt(Alg alg, std::shared_ptr<evp_pkey_st> pkey) {
  const auto type = type_of(alg);
  if (!type || pkey == nullptr || !owns(*type, pkey.get())) return std::nullopt;
  // The public half takes the way of a stranger's key, so it obeys the same bounds, and so that
  // nothing private can be reached through it.
  Json jwk = write_jwk(*type, pkey.get());
  jwk.set("alg", name(alg));
  auto public_key = PublicKey::from_jwk(jwk.view());
  if (!public_key) return std::nullopt;
  return SigningKey(alg, std::move(pkey), *std::move(public_key));
}

SigningKey SigningKey::generate(Alg alg) {
  auto key = adopt(alg, std::shared_ptr<EVP_PKEY>(generate_key(alg).release(), EVP_PKEY_free));
  if (!key) throw std::runtime_error("jose: a fresh key is not usable");
  return *std::move(key);
}

std::optional<SigningKey> SigningKey::from_pkcs8(Alg alg, const Secret& der) {
  const ExpectedErrors expected;
  auto key =
      adopt(alg, std::shared_ptr<EVP_PKEY>(read_pkcs8(der.reveal()).release(), EVP_PKEY_free));
  if (!key) return std::nullopt;
  constexpr std::string_view kProbe = "lockspire: do the halves match?";
  try {
    if (!key->public_key_.verify(alg, kProbe, key->sign(kProbe))) return std::nullopt;
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
  return key;
}

Json SigningKey::public_jwk() const {
  Json jwk = public_key_.jwk();
  jwk.set("kid", kid_).set("alg", name(alg_)).set("use", "sig");
  return jwk;
}

Secret SigningKey::pkcs8() const {
  return write_pkcs8(pkey_.get());
}

std::string SigningKey::sign(std::string_view input) const {
  return alg_ == Alg::kEs256 ? es256::sign(prepared_.get(), input)
                             : evp_sign(prepared_.get(), input);
}

}  // namespace lockspire::jose
