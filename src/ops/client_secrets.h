// Secrets of clients: made here and nowhere else, and at rest in the form that the method needs.
#pragma once

#include "base/secret.h"
#include "ops/operator.h"
#include "protocol/client.h"
#include "store/client_secrets.h"

namespace lockspire::ops {

struct RegisteredClient {
  Client client;
  Secret secret;  // empty when none was made; this is the only time that it is known
};

// A secret for a client of that method, in clear and as its row.
struct NewSecret {
  Secret clear;
  store::ClientSecret row;
};

// Refused when the method needs a sealed copy and there is no key to seal with. Reads a file: not
// for closures of the store.
Outcome<NewSecret> make_secret(const Operator& who, const ClientId& client_id,
                               ClientAuthMethod method);

// Makes the stored secrets those of the client's method; true when `spare` was stored for it.
Outcome<bool> align_secrets(store::Transaction& tx, const Client& client,
                            const Outcome<NewSecret>& spare, Instant now);

// Makes a new secret; the ones before it end after `overlap`. Never more than two are live.
Outcome<RegisteredClient> rotate_client_secret(const Operator& who, const ClientId& client_id,
                                               Seconds overlap);

}  // namespace lockspire::ops
