// RFC 7591 2: how a client will authenticate, and what it proves itself with.
#pragma once

#include "protocol/client.h"
#include "protocol/metadata_members.h"
#include "protocol/policy.h"

namespace lockspire {

// token_endpoint_auth_method, token_endpoint_auth_signing_alg, jwks and jwks_uri.
void read_client_auth(MetadataMembers& metadata, Client& client, const Policy& policy);

}  // namespace lockspire
