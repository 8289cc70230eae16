#include "base/digest.h"

#include <stdexcept>

#include <openssl/evp.h>

#include "base/c_ptr.h"

namespace lockspire {
namespace {

using MdCtx = CPtr<EVP_MD_CTX, EVP_MD_CTX_free>;
using Md = CPtr<EVP_MD, EVP_MD_free>;
using Mac = CPtr<EVP_MAC, EVP_MAC_free>;
using MacCtx = CPtr<EVP_MAC_CTX, EVP_MAC_CTX_free>;

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* raw(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string digest(const EVP_MD* md, std::string_view input) {
  // One context a thread: allocating it costs as much as hashing a token.
  thread_local const MdCtx ctx(EVP_MD_CTX_new());
  std::string out(static_cast<std::size_t>(EVP_MD_get_size(md)), '\0');
  if (ctx == nullptr || EVP_DigestInit_ex2(ctx.get(), md, nullptr) != 1 ||
      EVP_DigestUpdate(ctx.get(), input.data(), input.size()) != 1 ||
      EVP_DigestFinal_ex(ctx.get(), raw(out), nullptr) != 1) {
    throw std::runtime_error("digest: OpenSSL failed");
  }
  return out;
}

}  // namespace

std::string sha256(std::string_view input) {
  static const Md md(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  return digest(md.get(), input);
}

std::string sha384(std::string_view input) {
  static const Md md(EVP_MD_fetch(nullptr, "SHA384", nullptr));
  return digest(md.get(), input);
}

std::string sha512(std::string_view input) {
  static const Md md(EVP_MD_fetch(nullptr, "SHA512", nullptr));
  return digest(md.get(), input);
}

std::string hmac_sha256(std::string_view key, std::string_view input) {
  static const Mac mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  const MacCtx ctx(EVP_MAC_CTX_new(mac.get()));
  char name[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", name, 0),
                               OSSL_PARAM_construct_end()};
  std::string out(32, '\0');
  std::size_t length = 0;
  if (ctx == nullptr || EVP_MAC_init(ctx.get(), raw(key), key.size(), params) != 1 ||
      EVP_MAC_update(ctx.get(), raw(input), input.size()) != 1 ||
      EVP_MAC_final(ctx.get(), raw(out), &length, out.size()) != 1) {
    throw std::runtime_error("hmac: OpenSSL failed");
  }
  return out;
}

}  // namespace lockspire
