#include "base/oauth_error.h"

#include <array>

namespace lockspire {
namespace {

struct Row {
  ErrorCode code;
  std::string_view name;
  int status;
};

constexpr std::array kCatalogue{
    Row{ErrorCode::kInvalidRequest, "invalid_request", 400},
    Row{ErrorCode::kUnauthorizedClient, "unauthorized_client", 400},
    Row{ErrorCode::kAccessDenied, "access_denied", 400},
    Row{ErrorCode::kUnsupportedResponseType, "unsupported_response_type", 400},
    Row{ErrorCode::kInvalidScope, "invalid_scope", 400},
    Row{ErrorCode::kServerError, "server_error", 500},
    Row{ErrorCode::kTemporarilyUnavailable, "temporarily_unavailable", 503},
    Row{ErrorCode::kInvalidClient, "invalid_client", 401},
    Row{ErrorCode::kInvalidGrant, "invalid_grant", 400},
    Row{ErrorCode::kUnsupportedGrantType, "unsupported_grant_type", 400},
    Row{ErrorCode::kInvalidToken, "invalid_token", 401},
    Row{ErrorCode::kInsufficientScope, "insufficient_scope", 403},
    Row{ErrorCode::kInsufficientUserAuthentication, "insufficient_user_authentication", 401},
    Row{ErrorCode::kUnsupportedTokenType, "unsupported_token_type", 400},
    Row{ErrorCode::kInvalidRedirectUri, "invalid_redirect_uri", 400},
    Row{ErrorCode::kInvalidClientMetadata, "invalid_client_metadata", 400},
    Row{ErrorCode::kInvalidTarget, "invalid_target", 400},
    Row{ErrorCode::kInteractionRequired, "interaction_required", 400},
    Row{ErrorCode::kLoginRequired, "login_required", 400},
    Row{ErrorCode::kAccountSelectionRequired, "account_selection_required", 400},
    Row{ErrorCode::kConsentRequired, "consent_required", 400},
    Row{ErrorCode::kRequestNotSupported, "request_not_supported", 400},
    Row{ErrorCode::kRequestUriNotSupported, "request_uri_not_supported", 400},
    Row{ErrorCode::kRegistrationNotSupported, "registration_not_supported", 400},
    Row{ErrorCode::kUnmetAuthenticationRequirements, "unmet_authentication_requirements", 400},
};

constexpr const Row& row(ErrorCode code) {
  return kCatalogue.at(static_cast<std::size_t>(code));
}

constexpr bool in_order() {
  for (std::size_t i = 0; i < kCatalogue.size(); ++i) {
    if (static_cast<std::size_t>(kCatalogue.at(i).code) != i) return false;
  }
  return true;
}
static_assert(in_order(), "the catalogue follows the order of ErrorCode");

}  // namespace

std::string_view wire_name(ErrorCode code) {
  return row(code).name;
}

int http_status(ErrorCode code) {
  return row(code).status;
}

}  // namespace lockspire
