// RFC 7515 compact serialization. The caller names algorithm, type and key; the token never does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/secret.h"
#include "jose/jwk.h"

namespace lockspire::jose {

// OIDC Core 10.1 #kid: the header names the key.
// header {alg, typ, kid} . payload . signature
Secret sign_compact(const SigningKey& key, std::string_view typ, const Json& payload);

// The same with HS256; `kid` may be empty. RFC 7518 3.2: throws std::invalid_argument when the key
// has fewer than 32 bytes.
Secret sign_hs256(std::string_view key, std::string_view typ, std::string_view kid,
                  const Json& payload);

// A compact JWS taken apart; its signature has not been looked at.
struct CompactJws {
  Json header;
  Json payload;  // an object
  std::string signing_input;
  std::string signature;
};

// `bytes` is that of the whole compact text.
inline constexpr JsonLimits kCompactLimits{.bytes = 16'384};

// nullopt unless there are three parts of strict base64url, header and payload are JSON objects
// within `limits`, and the header has a string `alg`, no `crit` and no `b64`, and none of jwk, jku,
// x5c, x5u. `problem` then begins with "embedded key" (one of those four), "header", "payload", or
// says what the text as a whole lacks.
std::optional<CompactJws> parse_compact(std::string_view text,
                                        const JsonLimits& limits = kCompactLimits,
                                        std::string* problem = nullptr);

// True when the header's alg is `alg`, the key fits it, and the signature holds.
bool verify(const CompactJws& jws, Alg alg, const PublicKey& key);
// The same for HS256 with a key of at least 32 bytes.
bool verify_hs256(const CompactJws& jws, std::string_view key);

// True when the header's typ is `typ` in any case, with or without "application/" (RFC 7515 4.1.9).
bool has_typ(const CompactJws& jws, std::string_view typ);

}  // namespace lockspire::jose
