// The one catalogue of errors on the wire, and the value that every refusal is.
//
// Two audiences: the client gets `code` and `description` (fixed words), the operator gets `reason`
// (a stable name) and `detail` (free text) in the log, joined by the request id.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace lockspire {

enum class ErrorCode {
  // RFC 6749 4.1.2.1 and 5.2
  kInvalidRequest,
  kUnauthorizedClient,
  kAccessDenied,
  kUnsupportedResponseType,
  kInvalidScope,
  kServerError,
  kTemporarilyUnavailable,
  kInvalidClient,
  kInvalidGrant,
  kUnsupportedGrantType,
  // RFC 6750 3.1
  kInvalidToken,
  kInsufficientScope,
  // RFC 9470 3
  kInsufficientUserAuthentication,
  // RFC 7009 2.2.1
  kUnsupportedTokenType,
  // RFC 7591 3.2.2
  kInvalidRedirectUri,
  kInvalidClientMetadata,
  // RFC 8707 2
  kInvalidTarget,
  // OIDC Core 3.1.2.6
  kInteractionRequired,
  kLoginRequired,
  kAccountSelectionRequired,
  kConsentRequired,
  kRequestNotSupported,
  kRequestUriNotSupported,
  kRegistrationNotSupported,
  // OpenID Connect Core Unmet Authentication Requirements 1.0
  kUnmetAuthenticationRequirements,
};

// The value of the `error` parameter.
std::string_view wire_name(ErrorCode code);

// The HTTP status of a JSON answer with this error (RFC 6749 5.2, RFC 6750 3.1).
int http_status(ErrorCode code);

// A text that was written in the source: only literals of the characters that RFC 6749 5.2 allows
// in error_description convert to it, so nothing that came in can be reflected.
class Literal {
 public:
  consteval Literal(const char* literal) : text_(literal) {  // NOLINT(google-explicit-constructor)
    for (const char c : text_) {
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') throw "character not allowed";
    }
  }
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// What the client is told: one literal, or a parameter's name and the rule it broke.
class Description {
 public:
  consteval Description(const char* rule) : rule_(rule) {}  // NOLINT(google-explicit-constructor)
  constexpr Description(Literal parameter, Literal rule) : parameter_(parameter), rule_(rule) {}

  [[nodiscard]] std::string text() const {
    return parameter_.text().empty()
               ? std::string(rule_.text())
               : std::string(parameter_.text()) + " " + std::string(rule_.text());
  }

 private:
  Literal parameter_{""};
  Literal rule_;
};

struct OAuthError {
  ErrorCode code;
  Description description;
  // Stable name for logs, audit and metrics: `<noun>.<what was wrong>`, for instance
  // `code.replayed`.
  Literal reason{""};
  // For the operator only: what was expected and what came, without secrets. May be empty.
  std::string detail{};
  // An operator should be woken: this looks like an attack.
  bool alert = false;
};

}  // namespace lockspire
