// When a signing key may be taken a step further without anybody meeting a token that they cannot
// verify.
#pragma once

#include "base/clock.h"
#include "protocol/policy.h"
#include "store/signing_keys.h"
#include "store/sqlite.h"

namespace lockspire::ops {

// Programs look at the generation once a second, and times here have whole seconds: by then every
// program publishes what the database says, and signs with nothing else.
inline constexpr Seconds kEveryProgramLooked{2};

// A JWKS that a relying party fetched before the key was in it is out of date.
// REQUIRES: the key is published.
Instant may_activate_at(const store::SigningKeyRow& row, const Policy& policy);

// The last token that the key signed is over, whatever it is for, and a JWKS max-age more.
// REQUIRES: the key is retiring.
Instant may_retire_at(const store::SigningKeyRow& row, const Policy& policy, store::Reader& db);

// Whether no key of the algorithm signs or has just signed: then there is nothing that a relying
// party could go on with while it waits.
bool is_first_to_sign(const store::SigningKeyRow& row, store::Reader& db);

}  // namespace lockspire::ops
