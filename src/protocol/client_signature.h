// Who signed a client's assertion: the holder of its secret, or of its private key.
#pragma once

#include <span>

#include "base/result.h"
#include "jose/jws.h"
#include "protocol/client.h"
#include "protocol/client_auth.h"
#include "store/client_secrets.h"

namespace lockspire {

// `secrets` are those of the client. Throws as authenticate_client() does.
// REQUIRES: is_by_assertion(client.auth_method).
Result<Done> check_client_signature(const jose::CompactJws& jws, const Client& client,
                                    std::span<const store::ClientSecret> secrets,
                                    const ClientAuth& auth);

}  // namespace lockspire
