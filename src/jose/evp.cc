#include "jose/evp.h"

#include <array>
#include <stdexcept>

namespace lockspire::jose {
namespace {

using Md = CPtr<EVP_MD, EVP_MD_free>;

// EVP_DigestSignInit and its siblings want pointers that are not const, and write to neither.
EVP_PKEY_CTX* start(int (*init)(EVP_MD_CTX*, EVP_PKEY_CTX**, const EVP_MD*, ENGINE*, EVP_PKEY*),
                    EVP_MD_CTX* ctx, EVP_PKEY* key, const EVP_MD* md) {
  EVP_PKEY_CTX* inner = nullptr;
  if (ctx == nullptr || init(ctx, &inner, md, nullptr, key) != 1) return nullptr;
  return inner;
}

}  // namespace

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

const EVP_MD* sha256_md() {
  static const Md md(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  return md.get();
}

void throw_openssl(std::string_view doing) {
  std::array<char, 256> reason{};
  ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
  ERR_clear_error();
  throw std::runtime_error("jose: " + std::string(doing) + ": " + reason.data());
}

MdCtx prepare_to_sign(EVP_PKEY* key, const EVP_MD* md, const Tune& tune) {
  MdCtx ctx(EVP_MD_CTX_new());
  EVP_PKEY_CTX* inner = start(EVP_DigestSignInit, ctx.get(), key, md);
  if (inner == nullptr || (tune && !tune(inner))) throw_openssl("prepare to sign");
  return ctx;
}

std::string evp_sign(const EVP_MD_CTX* prepared, std::string_view input) {
  const MdCtx ctx(EVP_MD_CTX_new());
  if (ctx == nullptr || EVP_MD_CTX_copy_ex(ctx.get(), prepared) != 1) throw_openssl("sign");
  const EVP_PKEY* key = EVP_PKEY_CTX_get0_pkey(EVP_MD_CTX_get_pkey_ctx(ctx.get()));
  std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  std::size_t written = out.size();
  if (EVP_DigestSign(ctx.get(), octets(out), &written, octets(input), input.size()) != 1) {
    throw_openssl("sign");
  }
  out.resize(written);
  return out;
}

bool evp_verify(EVP_PKEY* key, const EVP_MD* md, std::string_view input, std::string_view signature,
                const Tune& tune) {
  const ExpectedErrors expected;
  const MdCtx ctx(EVP_MD_CTX_new());
  EVP_PKEY_CTX* inner = start(EVP_DigestVerifyInit, ctx.get(), key, md);
  if (inner == nullptr || (tune && !tune(inner))) return false;
  return EVP_DigestVerify(ctx.get(), octets(signature), signature.size(), octets(input),
                          input.size()) == 1;
}

std::string minimal_octets(const BIGNUM* number) {
  return padded_octets(number, static_cast<std::size_t>(BN_num_bytes(number)));
}

std::string padded_octets(const BIGNUM* number, std::size_t size) {
  std::string out(size, '\0');
  if (BN_bn2binpad(number, octets(out), static_cast<int>(size)) < 0) throw_openssl("pad a number");
  return out;
}

BigNumber big_number(std::string_view text) {
  BigNumber number(BN_bin2bn(octets(text), static_cast<int>(text.size()), nullptr));
  if (number == nullptr) throw_openssl("read a number");
  return number;
}

BigNumber number_of(const EVP_PKEY* key, const char* param) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, param, &number) != 1) throw_openssl("read a key");
  return BigNumber(number);
}

}  // namespace lockspire::jose
