// The Authorization request header: Basic credentials (RFC 7617) and bearer tokens (RFC 6750).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace lockspire::http {

struct BasicCredentials {
  std::string user;
  Secret password;
};

// Whether the header names this scheme, in any case.
bool has_scheme(std::string_view authorization, std::string_view scheme);

// RFC 6749 2.3.1: both halves are form-decoded. nullopt for another scheme, sloppy base64, a
// missing colon, broken encoding, control bytes.
std::optional<BasicCredentials> parse_basic(std::string_view authorization);

// The token after `Bearer `; nullopt for another scheme or characters outside RFC 6750 2.1
// b64token.
std::optional<Secret> parse_bearer(std::string_view authorization);

}  // namespace lockspire::http
