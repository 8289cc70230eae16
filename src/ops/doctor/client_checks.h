// `lockspire doctor client ID`: what stands in the way of one client.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ops/finding.h"
#include "ops/operator.h"
#include "protocol/client.h"
#include "store/client_secrets.h"
#include "store/refusals.h"
#include "store/remote_jwks.h"

namespace lockspire::ops {

struct ClientFacts {
  Client client;
  std::vector<store::ClientSecret> secrets;
  std::vector<std::string> active_algs;  // of the signing keys
  bool has_default_resource = false;     // that is registered
  std::optional<store::RemoteJwksRow> remote_jwks;
  std::vector<store::RefusalCount> refusals;
  Instant now;
};

Findings check_client(const ClientFacts& facts, const Policy& policy);

// Not found when there is no such client.
Outcome<Findings> diagnose_client(const Operator& who, const ClientId& client_id);

}  // namespace lockspire::ops
