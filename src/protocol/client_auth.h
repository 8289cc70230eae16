// RFC 6749 2.3: who is asking? One function for every endpoint that clients authenticate at.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/seal.h"
#include "http/form.h"
#include "http/request.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "protocol/remote_jwks.h"
#include "store/store.h"

namespace lockspire {

// What proofs are checked against.
struct ClientAuth {
  store::Store& store;
  const Policy& policy;
  // Opens the secrets of client_secret_jwt clients; null when none is configured.
  const SealingKeys* secret_keys;
  // Where the keys of private_key_jwt clients are fetched that registered a jwks_uri.
  RemoteJwks& remote_jwks;
  Instant now;
};

// The client, proven by the method it is registered for and no other. invalid_client when it is
// unknown, disabled, or fails; invalid_request when the request uses two methods at once. Throws
// std::runtime_error when a secret that rests here cannot be opened.
// REQUIRES: no transaction and no reader connection is held.
Result<Client> authenticate_client(const http::Request& request, const http::Form& form,
                                   const ClientAuth& auth);

}  // namespace lockspire
