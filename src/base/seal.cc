#include "base/seal.h"

#include <stdexcept>

#include <openssl/evp.h>

#include "base/base64url.h"
#include "base/c_ptr.h"

namespace lockspire {
namespace {

using Cipher = CPtr<EVP_CIPHER, EVP_CIPHER_free>;
using CipherCtx = CPtr<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr std::string_view kVersion = "v1.";
constexpr std::size_t kKey = 32;
// NIST SP 800-38D 8.2.2: random 96-bit nonces serve 2^32 texts a key; a key seals a few thousand.
constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

const EVP_CIPHER* aes_256_gcm() {
  static const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  return cipher.get();
}

// What is authenticated besides the text; key names have no dot, so it reads one way only.
std::string context(const SealingKey& key, std::string_view purpose) {
  return std::string(kVersion) + key.name + "." + std::string(purpose);
}

bool is_usable(const SealingKey& key) {
  return key.bytes.reveal().size() == kKey && !key.name.empty() &&
         key.name.find('.') == std::string::npos;
}

int length(std::string_view text) {
  return static_cast<int>(text.size());
}

// ciphertext || tag
std::string encrypt(const SealingKey& key, std::string_view nonce, std::string_view aad,
                    std::string_view clear) {
  const CipherCtx ctx(EVP_CIPHER_CTX_new());
  std::string out(clear.size() + kTag, '\0');
  int written = 0;
  int rest = 0;
  if (ctx == nullptr ||
      EVP_EncryptInit_ex2(ctx.get(), aes_256_gcm(), octets(key.bytes.reveal()), octets(nonce),
                          nullptr) != 1 ||
      EVP_EncryptUpdate(ctx.get(), nullptr, &written, octets(aad), length(aad)) != 1 ||
      EVP_EncryptUpdate(ctx.get(), octets(out), &written, octets(clear), length(clear)) != 1 ||
      EVP_EncryptFinal_ex(ctx.get(), octets(out) + written, &rest) != 1 ||
      EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_GET_TAG, kTag, octets(out) + clear.size()) !=
          1) {
    throw std::runtime_error("seal: OpenSSL failed");
  }
  return out;
}

// A wrong tag leaves nothing in OpenSSL's error queue, so none need be cleared.
std::optional<Secret> decrypt(const SealingKey& key, std::string_view nonce, std::string_view aad,
                              std::string_view ciphertext, std::string tag) {
  const CipherCtx ctx(EVP_CIPHER_CTX_new());
  std::string out(ciphertext.size(), '\0');
  int written = 0;
  int rest = 0;
  if (ctx == nullptr ||
      EVP_DecryptInit_ex2(ctx.get(), aes_256_gcm(), octets(key.bytes.reveal()), octets(nonce),
                          nullptr) != 1 ||
      EVP_DecryptUpdate(ctx.get(), nullptr, &written, octets(aad), length(aad)) != 1 ||
      EVP_DecryptUpdate(ctx.get(), octets(out), &written, octets(ciphertext), length(ciphertext)) !=
          1 ||
      EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) != 1) {
    throw std::runtime_error("unseal: OpenSSL failed");
  }
  const bool genuine = EVP_DecryptFinal_ex(ctx.get(), octets(out) + written, &rest) == 1;
  // Wiped also when it is not genuine.
  Secret clear(std::move(out));
  if (!genuine) return std::nullopt;
  return clear;
}

// A sealed text taken apart; views into it.
struct Parts {
  std::string_view key_name;
  std::string_view body;
};

std::optional<Parts> split(std::string_view sealed) {
  if (!sealed.starts_with(kVersion)) return std::nullopt;
  sealed.remove_prefix(kVersion.size());
  const auto dot = sealed.find('.');
  if (dot == 0 || dot == std::string_view::npos) return std::nullopt;
  return Parts{sealed.substr(0, dot), sealed.substr(dot + 1)};
}

}  // namespace

std::string seal(const SealingKey& key, std::string_view purpose, const Secret& clear,
                 Random& random) {
  if (!is_usable(key)) throw std::invalid_argument("seal: the key must have a name and 32 bytes");
  const std::string nonce = random.bytes(kNonce);
  const std::string body = nonce + encrypt(key, nonce, context(key, purpose), clear.reveal());
  return std::string(kVersion) + key.name + "." + base64url(body);
}

std::optional<Secret> unseal(const SealingKey& key, std::string_view purpose,
                             std::string_view sealed) {
  if (!is_usable(key)) throw std::invalid_argument("unseal: the key must have a name and 32 bytes");
  const auto parts = split(sealed);
  if (!parts || parts->key_name != key.name) return std::nullopt;
  const auto body = decode_base64url(parts->body);
  if (!body || body->size() < kNonce + kTag) return std::nullopt;
  const std::string_view text = *body;
  const std::string_view ciphertext = text.substr(kNonce, text.size() - kNonce - kTag);
  return decrypt(key, text.substr(0, kNonce), context(key, purpose), ciphertext,
                 std::string(text.substr(text.size() - kTag)));
}

std::optional<Secret> unseal(const SealingKeys& keys, std::string_view purpose,
                             std::string_view sealed) {
  const std::string_view name = sealed_with(sealed);
  if (name == keys.newest.name) return unseal(keys.newest, purpose, sealed);
  for (const SealingKey& key : keys.previous) {
    if (name == key.name) return unseal(key, purpose, sealed);
  }
  return std::nullopt;
}

std::string_view sealed_with(std::string_view sealed) {
  const auto parts = split(sealed);
  return parts ? parts->key_name : std::string_view{};
}

}  // namespace lockspire
