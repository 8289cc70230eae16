// What the algorithm families share: owners of OpenSSL's objects, and one signature each way.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/c_ptr.h"

namespace lockspire::jose {

using PKey = CPtr<EVP_PKEY, EVP_PKEY_free>;
using PKeyCtx = CPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using MdCtx = CPtr<EVP_MD_CTX, EVP_MD_CTX_free>;
using BigNumber = CPtr<BIGNUM, BN_clear_free>;

// While it lives, errors that OpenSSL queues are expected: they are dropped at its end, so that no
// later failure of this thread reports them.
class ExpectedErrors {
 public:
  ExpectedErrors() { ERR_set_mark(); }
  ~ExpectedErrors() { ERR_pop_to_mark(); }
  ExpectedErrors(const ExpectedErrors&) = delete;
  ExpectedErrors& operator=(const ExpectedErrors&) = delete;
};

const unsigned char* octets(std::string_view text);
unsigned char* octets(std::string& text);

// SHA-256, fetched once.
const EVP_MD* sha256_md();

// Throws std::runtime_error with OpenSSL's reason: the machine is broken, nobody's input.
[[noreturn]] void throw_openssl(std::string_view doing);

// Sets up a signature context further (the padding of PSS); false when OpenSSL fails.
using Tune = std::function<bool(EVP_PKEY_CTX*)>;

// A context for signatures by this key; each takes a copy of it, which is cheaper than another one.
// `md` is null where the algorithm has its own digest.
MdCtx prepare_to_sign(EVP_PKEY* key, const EVP_MD* md, const Tune& tune = nullptr);
// One signature in OpenSSL's own form. Safe from several threads at once.
std::string evp_sign(const EVP_MD_CTX* prepared, std::string_view input);

bool evp_verify(EVP_PKEY* key, const EVP_MD* md, std::string_view input, std::string_view signature,
                const Tune& tune = nullptr);

// RFC 7518 2: unsigned big-endian, the fewest octets that hold it.
std::string minimal_octets(const BIGNUM* number);
// The same, padded on the left to exactly `size` octets.
std::string padded_octets(const BIGNUM* number, std::size_t size);
BigNumber big_number(std::string_view octets);

// A number of the key by its OSSL_PKEY_PARAM name.
BigNumber number_of(const EVP_PKEY* key, const char* param);

}  // namespace lockspire::jose
