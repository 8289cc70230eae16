#include "ops/key_compromise.h"

#include <algorithm>
#include <utility>

#include "ops/key_changes.h"
#include "ops/key_times.h"
#include "store/access_tokens.h"

namespace lockspire::ops {
namespace {

using store::KeyState;
using store::SigningKeyRow;

// Made beforehand, if one could be needed.
std::optional<SigningKeyRow> spare_key(const Operator& who, const SealingKey& sealing_key,
                                       const std::string& kid) {
  const auto row =
      who.store.read([&](store::Reader& db) { return store::find_signing_key(db, kid); });
  const auto alg = row ? jose::parse_alg(row->alg) : std::nullopt;
  if (!alg || row->state != KeyState::kActive) return std::nullopt;
  return new_key_row(who, sealing_key, *alg);
}

SigningKeyRow put_in_place(store::Transaction& tx, const Operator& who, std::string_view alg,
                           const SigningKeyRow& spare) {
  auto row = key_in_state(tx, alg, KeyState::kPublished);
  if (!row) {
    row = spare;
    add_key(tx, who, *row);
    publish(tx, who, *row);
  }
  make_active(tx, who, *row);
  return *std::move(row);
}

void set_id_token_times(CompromisedKey& result, const Policy& policy, Instant now) {
  const SigningKeyRow& key = result.key;
  if (!key.activated_at) return;
  const Instant until = key.retiring_at ? *key.retiring_at + kEveryProgramLooked : now;
  const Instant since = std::max(*key.activated_at, now - policy.id_token_lifetime);
  if (until < since) return;
  result.id_tokens_since = since;
  result.id_tokens_until = std::min(until, now);
}

}  // namespace

Outcome<CompromisedKey> retire_compromised_key(const Operator& who, const SealingKey& sealing_key,
                                               const std::string& kid) {
  const auto spare = spare_key(who, sealing_key, kid);
  const Instant now = who.clock.now();
  return who.store.transact([&](store::Transaction& tx) -> Outcome<CompromisedKey> {
    auto row = store::find_signing_key(tx, kid);
    if (!row) return not_found("there is no key " + kid);
    if (row->state == KeyState::kRetired) return refused("key " + kid + " is retired already");
    const bool signs = row->state == KeyState::kActive;
    if (signs && !spare) return refused("key " + kid + " was activated just now; try again");
    CompromisedKey result{.key = *std::move(row)};
    result.key.compromised_at = now;
    make_retired(tx, who, result.key);
    if (signs) result.replacement = put_in_place(tx, who, result.key.alg, *spare);
    result.access_tokens_ended = store::revoke_access_tokens_signed_by(tx, kid, now);
    set_id_token_times(result, who.policy, now);
    commit_key_change(tx, who, result.key, "key.compromised",
                      "; access tokens ended: " + std::to_string(result.access_tokens_ended));
    return result;
  });
}

}  // namespace lockspire::ops
