// RFC 6749 4.1.2: the authorization response, success or error, and the code in it.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/uri.h"
#include "host/session.h"
#include "protocol/authorize/request.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "store/authorization_codes.h"
#include "store/grants.h"

namespace lockspire {

// Parameters on their way to a proven redirect URI.
struct AuthorizationResponse {
  ReturnAddress address;
  std::vector<Parameter> parameters;
};

// Both carry state, when there was one, and iss (RFC 9207).
AuthorizationResponse success_response(const ReturnAddress& address, const Secret& code,
                                       const Policy& policy);
AuthorizationResponse error_response(const ReturnAddress& address, const OAuthError& error,
                                     const Policy& policy);

// A grant and its code, made but not counting yet.
struct MintedCode {
  store::Grant grant;
  store::AuthorizationCode row;
  Secret code;
};

// Snapshots what the session says, so that tokens need no cookie later.
MintedCode mint_code(const ReturnAddress& address, const AuthorizeRequest& request,
                     const Client& client, const host::Session& session, const Policy& policy,
                     Random& random, std::int64_t unix_ms);

// Writes the rows: from here on the code counts.
void record_code(store::Transaction& tx, const MintedCode& minted);

}  // namespace lockspire
