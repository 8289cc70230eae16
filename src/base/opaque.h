// Opaque values (code, access token, refresh token, interaction): `selector.verifier`.
//
// The selector is time-ordered (48 bits of milliseconds, 80 random bits, 26 characters of
// base32hex) and is the primary key; the verifier is 256 random bits and rests as SHA-256 only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/named.h"
#include "base/random.h"
#include "base/secret.h"

namespace lockspire {

// A fresh selector; later ones sort after earlier ones (to the millisecond).
Selector new_selector(Random& random, std::int64_t unix_ms);

struct Opaque {
  Selector selector;
  Hash verifier_hash;
  Secret text;
};

Opaque new_opaque(Random& random, std::int64_t unix_ms);

// A presented value taken apart: enough to find and to check its row, and nothing that could be
// presented again.
struct Presented {
  Selector selector;
  Hash verifier_hash;
};

// nullopt when the text has not the shape of an opaque value.
std::optional<Presented> parse_opaque(std::string_view text);

// base64url(SHA-256(text)).
Hash hash_of(std::string_view text);

// Compares in constant time.
bool matches(const Hash& stored, const Hash& presented);

}  // namespace lockspire
