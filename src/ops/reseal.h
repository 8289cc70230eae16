// `lockspire key reseal`: what rests sealed, sealed again under the newest key.
#pragma once

#include <cstdint>

#include "base/seal.h"
#include "ops/operator.h"

namespace lockspire::ops {

struct Resealed {
  std::int64_t signing_keys = 0;
  std::int64_t client_secrets = 0;
};

// Everything that another key sealed, in one transaction: signing keys under `sealing_keys`,
// secrets of clients under `client_secret_keys` (null, when none is configured, leaves them alone).
// Refused, and nothing is changed, when one of them does not open under any of its keys.
Outcome<Resealed> reseal(const Operator& who, const SealingKeys& sealing_keys,
                         const SealingKeys* client_secret_keys);

}  // namespace lockspire::ops
