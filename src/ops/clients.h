// The operator's verbs about clients. Each change and its audit row are one transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "ops/client_secrets.h"
#include "ops/operator.h"
#include "protocol/client.h"
#include "store/client_secrets.h"

namespace lockspire::ops {

// Registers a client from RFC 7591 metadata. The id is random unless the operator chooses it: 1 to
// 255 printable ASCII characters without spaces.
Outcome<RegisteredClient> create_client(const Operator& who, JsonView metadata,
                                        const std::optional<ClientId>& client_id);

std::vector<Client> list_clients(const Operator& who);

struct ClientDetails {
  Client client;
  std::vector<store::ClientSecret> secrets;  // the live ones, without their values
};
Outcome<ClientDetails> show_client(const Operator& who, const ClientId& client_id);

// Replaces the members that `changes` has (null: back to the default) and keeps the rest; jwks and
// jwks_uri stand for each other. A client whose new method needs a secret that it has not gets one;
// the secrets of one whose method needs none are removed.
Outcome<RegisteredClient> update_client(const Operator& who, const ClientId& client_id,
                                        JsonView changes);

// The client and everything that it was given ends at once. Refused when it is disabled already.
Outcome<Client> disable_client(const Operator& who, const ClientId& client_id);
// What ended stays ended: people have to consent again.
Outcome<Client> enable_client(const Operator& who, const ClientId& client_id);

// Removes the client and everything that hangs on it but the audit log.
Outcome<Client> delete_client(const Operator& who, const ClientId& client_id);

}  // namespace lockspire::ops
