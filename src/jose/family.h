// The algorithm families of RFC 7518 and RFC 8037. Each is the same handful of functions; jwk.cc
// picks the family by key type.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "jose/alg.h"
#include "jose/evp.h"

namespace lockspire::jose {

// Why a JWK is no key of the family; a literal.
using Problem = const char*;

// A strict base64url member; empty when absent, of another type, or sloppy.
std::string octets_of(JsonView jwk, std::string_view member);

// Each family:
//   generate()   a fresh private key
//   read_jwk()   the public key of a JWK whose kty was looked at; null with `problem` set otherwise
//   write_jwk()  the required public members in the order of RFC 7638 3.3
//   owns()       whether an EVP_PKEY of unknown origin is a key of this family
//   prepare()    what evp_sign() signs with; its result is the raw JWS signature, but for ES256
//   verify()     of a raw JWS signature

namespace es256 {
PKey generate();
PKey read_jwk(JsonView jwk, Problem& problem);
Json write_jwk(const EVP_PKEY* key);
bool owns(const EVP_PKEY* key);
MdCtx prepare(EVP_PKEY* key);
// RFC 7518 3.4: OpenSSL's form is not the one of JWS.
std::string sign(const EVP_MD_CTX* prepared, std::string_view input);
bool verify(EVP_PKEY* key, std::string_view input, std::string_view signature);
}  // namespace es256

namespace rsa {
PKey generate();
PKey read_jwk(JsonView jwk, Problem& problem);
Json write_jwk(const EVP_PKEY* key);
bool owns(const EVP_PKEY* key);
// REQUIRES: alg is kRs256 or kPs256.
MdCtx prepare(Alg alg, EVP_PKEY* key);
bool verify(Alg alg, EVP_PKEY* key, std::string_view input, std::string_view signature);
}  // namespace rsa

namespace eddsa {
PKey generate();
PKey read_jwk(JsonView jwk, Problem& problem);
Json write_jwk(const EVP_PKEY* key);
bool owns(const EVP_PKEY* key);
MdCtx prepare(EVP_PKEY* key);
bool verify(EVP_PKEY* key, std::string_view input, std::string_view signature);
// Whether 32 octets are the canonical encoding of a point of edwards25519 that is of no small
// order.
bool is_sound_point(std::string_view encoded);
}  // namespace eddsa

// RFC 7638 3: base64url(SHA-256) of the required members, which must stand in lexicographic order.
std::string thumbprint(const Json& required_members);

}  // namespace lockspire::jose
