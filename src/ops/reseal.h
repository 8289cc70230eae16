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

// Everything that another key sealed, in one transaction. Refused, and nothing is changed, when one
// of them does not open under any of the keys.
Outcome<Resealed> reseal(const Operator& who, const SealingKeys& sealing_keys);

}  // namespace lockspire::ops
