// `lockspire key rotate`: the next safe step in the rotation of each algorithm.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/seal.h"
#include "jose/alg.h"
#include "ops/operator.h"
#include "store/signing_keys.h"

namespace lockspire::ops {

enum class KeyStep { kGenerate, kPublish, kActivate, kRetire };

// What comes next for an algorithm, and from when on it may be done.
struct NextKeyStep {
  KeyStep step = KeyStep::kGenerate;
  std::string kid;  // empty for kGenerate
  Instant at;
};

struct RotationStep {
  jose::Alg alg;
  // Nothing when the next step has to wait.
  std::optional<KeyStep> done;
  std::optional<store::SigningKeyRow> key;
  NextKeyStep next;
};

// One step for this algorithm, or for each that has keys (ES256 when none has): a published key is
// activated, a retiring one retired, a generated one published, or a new one made and published -
// activated at once if it is the first. Refused as too early when every algorithm has to wait.
Outcome<std::vector<RotationStep>> rotate_keys(const Operator& who, const SealingKey& sealing_key,
                                               std::optional<jose::Alg> alg);

}  // namespace lockspire::ops
