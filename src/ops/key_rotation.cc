#include "ops/key_rotation.h"

#include <algorithm>
#include <utility>

#include "ops/key_times.h"
#include "ops/keys.h"

namespace lockspire::ops {
namespace {

using store::KeyState;
using store::SigningKeyRow;

// The first key that goes through decides; what can be done now goes before what has to wait.
NextKeyStep next_step(store::Reader& db, const Policy& policy, std::string_view alg, Instant now) {
  std::optional<NextKeyStep> next;
  std::optional<std::string> generated;
  const auto offer = [&](KeyStep step, const SigningKeyRow& row, Instant at) {
    if (!next || (next->at > now && at < next->at)) next = NextKeyStep{step, row.kid, at};
  };
  const auto rows = store::list_signing_keys(db);
  for (const SigningKeyRow& row : rows) {
    if (row.alg != alg) continue;
    if (row.state == KeyState::kPublished) {
      offer(KeyStep::kActivate, row,
            is_first_to_sign(row, db) ? now : may_activate_at(row, policy));
    }
    if (row.state == KeyState::kGenerated) generated = row.kid;
  }
  for (const SigningKeyRow& row : rows) {
    if (row.alg != alg || row.state != KeyState::kRetiring) continue;
    offer(KeyStep::kRetire, row, may_retire_at(row, policy, db));
  }
  if (next) return *std::move(next);
  if (generated) return {KeyStep::kPublish, *generated, now};
  return {KeyStep::kGenerate, "", now};
}

std::vector<jose::Alg> algs_in_use(const Operator& who) {
  std::vector<jose::Alg> algs;
  for (const SigningKeyRow& row : list_keys(who)) {
    const auto alg = jose::parse_alg(row.alg);
    if (!alg || row.state == KeyState::kRetired) continue;
    if (std::ranges::find(algs, *alg) == algs.end()) algs.push_back(*alg);
  }
  if (algs.empty()) algs.push_back(jose::Alg::kEs256);
  return algs;
}

Outcome<SigningKeyRow> do_step(const Operator& who, const SealingKey& sealing_key, jose::Alg alg,
                               const NextKeyStep& next) {
  switch (next.step) {
    case KeyStep::kActivate:
      return activate_key(who, next.kid);
    case KeyStep::kRetire:
      return retire_key(who, next.kid);
    case KeyStep::kPublish:
      return publish_key(who, next.kid);
    case KeyStep::kGenerate:
      break;
  }
  const auto keys = list_keys(who);
  const bool first = std::ranges::none_of(keys, [&](const SigningKeyRow& row) {
    return row.alg == jose::name(alg) && row.is_in_jwks();
  });
  return generate_key(who, sealing_key, alg, first ? FirstState::kActive : FirstState::kPublished);
}

Outcome<RotationStep> rotate_one(const Operator& who, const SealingKey& sealing_key,
                                 jose::Alg alg) {
  const Instant now = who.clock.now();
  const auto look = [&] {
    return who.store.read(
        [&](store::Reader& db) { return next_step(db, who.policy, jose::name(alg), now); });
  };
  RotationStep step{.alg = alg, .done = std::nullopt, .key = std::nullopt, .next = look()};
  if (step.next.at > now) return step;
  auto key = do_step(who, sealing_key, alg, step.next);
  if (!key) return std::unexpected(std::move(key).error());
  step.done = step.next.step;
  step.key = *std::move(key);
  step.next = look();
  return step;
}

}  // namespace

Outcome<std::vector<RotationStep>> rotate_keys(const Operator& who, const SealingKey& sealing_key,
                                               std::optional<jose::Alg> alg) {
  std::vector<RotationStep> steps;
  for (const jose::Alg each : alg ? std::vector{*alg} : algs_in_use(who)) {
    auto step = rotate_one(who, sealing_key, each);
    if (!step) return std::unexpected(std::move(step).error());
    steps.push_back(*std::move(step));
  }
  if (std::ranges::any_of(steps, [](const RotationStep& step) { return step.done.has_value(); })) {
    return steps;
  }
  const auto soonest =
      std::ranges::min_element(steps, {}, [](const RotationStep& step) { return step.next.at; });
  const char* const words = soonest->next.step == KeyStep::kActivate
                                ? "caches of the JWKS may not have key "
                                : "there may be tokens in use that were signed by key ";
  return too_early(words + soonest->next.kid, soonest->next.at);
}

}  // namespace lockspire::ops
