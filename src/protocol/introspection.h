// RFC 7662: what a token is worth, for those who may ask; RFC 9701: the same as a signed JWT.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/form.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "protocol/tokens/key_set.h"
#include "store/store.h"

namespace lockspire {

struct IntrospectionRequest {
  Secret token;
};

Result<IntrospectionRequest> parse_introspection_request(const http::Form& form);

// RFC 7662 2.2: {"active":false} and nothing else for a token that is unknown, over, revoked, or
// not for the caller to know: the caller is its client, or a resource server for its audience.
Json introspect(const IntrospectionRequest& request, const Client& caller, store::Store& store,
                const Policy& policy, Instant now);

// RFC 9701 5: the answer as a JWT for the caller. Throws std::runtime_error without a signing key.
Secret sign_introspection(Json answer, const Client& caller, const Policy& policy,
                          const KeySet& keys, Instant now);

}  // namespace lockspire
