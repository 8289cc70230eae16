// The operator's verbs about signing keys. Each change bumps the generation that programs look at
// and writes its audit row in one transaction.
//
// generated -> published (in the JWKS) -> active (signs, one for each algorithm) -> retiring (still
// in the JWKS) -> retired (gone from it, private half destroyed). A step that comes too early is
// refused with the time when it may be done (ops/key_times.h).
#pragma once

#include <string>
#include <vector>

#include "base/seal.h"
#include "jose/alg.h"
#include "ops/operator.h"
#include "store/signing_keys.h"

namespace lockspire::ops {

enum class FirstState { kGenerated, kPublished, kActive };

// A new key. It may begin as active only while no key of its algorithm is in the JWKS: nobody can
// have cached one.
Outcome<store::SigningKeyRow> generate_key(const Operator& who, const SealingKey& sealing_key,
                                           jose::Alg alg, FirstState first);

Outcome<store::SigningKeyRow> publish_key(const Operator& who, const std::string& kid);

// The active key of the same algorithm becomes retiring. The first to sign with its algorithm need
// not wait.
Outcome<store::SigningKeyRow> activate_key(const Operator& who, const std::string& kid);

// Takes a retiring key out of the JWKS.
Outcome<store::SigningKeyRow> retire_key(const Operator& who, const std::string& kid);

std::vector<store::SigningKeyRow> list_keys(const Operator& who);

}  // namespace lockspire::ops
