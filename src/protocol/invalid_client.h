// RFC 6749 5.2: failed client authentication, the same words whatever the cause.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace lockspire {

// RFC 7521 4.2.1: an assertion that is not valid is invalid_client.
inline std::unexpected<OAuthError> invalid_client(Literal reason, std::string detail = {}) {
  return fail(ErrorCode::kInvalidClient, "client authentication failed", reason, std::move(detail));
}

}  // namespace lockspire
