#include "protocol/pkce.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/digest.h"
#include "base/secret.h"

namespace lockspire {
namespace {

// RFC 7636 4.1: 43 to 128 unreserved characters.
bool is_code_verifier(const std::string& text) {
  return text.size() >= 43 && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_' || c == '~';
         });
}

// RFC 7636 4.2: base64url of a SHA-256, which is 43 characters.
bool is_s256_challenge(const std::string& text) {
  return text.size() == 43 && decode_base64url(text).has_value();
}

}  // namespace

Result<std::optional<std::string>> parse_code_challenge(const http::Form& form,
                                                        const Client& client) {
  TRY_ASSIGN(auto challenge, form.one("code_challenge"));
  TRY_ASSIGN(const auto method, form.one("code_challenge_method"));
  if (!challenge) {
    if (method) {
      return fail(ErrorCode::kInvalidRequest, "code_challenge is missing",
                  "pkce.missing_challenge");
    }
    // RFC 9700 2.1.1: authorization servers enforce PKCE; a public client cannot do without.
    // RFC 7636 4.4.1 #required: a challenge that is required and missing is invalid_request.
    // RFC 8252 8.1: a public client must use PKCE.
    if (client.require_pkce || client.is_public()) {
      return fail(ErrorCode::kInvalidRequest, "code_challenge is required", "pkce.required");
    }
    return std::nullopt;
  }
  // RFC 7636 4.4.1: plain, also as the default of a missing method, is not supported.
  // RFC 7636 4.3: without a method the challenge is plain, and plain is refused.
  if (method != "S256") {
    return fail(ErrorCode::kInvalidRequest, "code_challenge_method must be S256", "pkce.method");
  }
  if (!is_s256_challenge(*challenge)) {
    return fail(ErrorCode::kInvalidRequest, "code_challenge must be 43 characters of base64url",
                "pkce.malformed_challenge");
  }
  return challenge;
}

Result<Done> check_code_verifier(const std::optional<std::string>& code_challenge,
                                 const std::optional<std::string>& code_verifier) {
  if (!code_challenge && !code_verifier) return Done{};
  // RFC 9700 4.8.2: a verifier without a challenge is a downgrade attempt, not a bonus.
  if (!code_challenge) {
    return fail(OAuthError{ErrorCode::kInvalidGrant, "code_verifier was not expected",
                           "pkce.downgrade", "the code was asked for without code_challenge",
                           /*alert=*/true});
  }
  if (!code_verifier) {
    return fail(ErrorCode::kInvalidGrant, "code_verifier is missing", "pkce.missing_verifier");
  }
  if (!is_code_verifier(*code_verifier)) {
    return fail(ErrorCode::kInvalidGrant, "code_verifier must be 43 to 128 unreserved characters",
                "pkce.malformed_verifier");
  }
  // RFC 7636 4.6: BASE64URL(SHA256(code_verifier)) must equal the stored challenge.
  if (!equal_in_constant_time(base64url(sha256(*code_verifier)), *code_challenge)) {
    // RFC 7636 4.6 #error: a verifier that does not match is invalid_grant.
    return fail(ErrorCode::kInvalidGrant, "code_verifier does not match", "pkce.mismatch");
  }
  return Done{};
}

}  // namespace lockspire
