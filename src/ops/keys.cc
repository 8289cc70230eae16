#include "ops/keys.h"

#include <algorithm>
#include <utility>

#include "ops/key_changes.h"
#include "ops/key_times.h"

namespace lockspire::ops {
namespace {

using store::KeyState;
using store::SigningKeyRow;

bool has_key_in_jwks(store::Reader& db, std::string_view alg) {
  const auto rows = store::list_signing_keys(db);
  return std::ranges::any_of(
      rows, [&](const SigningKeyRow& key) { return key.alg == alg && key.is_in_jwks(); });
}

// Reads the row, lets `change` decide and write, in one transaction.
template <typename ChangeRow>
Outcome<SigningKeyRow> change_key(const Operator& who, const std::string& kid, ChangeRow change) {
  return who.store.transact([&](store::Transaction& tx) -> Outcome<SigningKeyRow> {
    auto row = store::find_signing_key(tx, kid);
    if (!row) return not_found("there is no key " + kid);
    return change(tx, *std::move(row));
  });
}

}  // namespace

Outcome<SigningKeyRow> generate_key(const Operator& who, const SealingKey& sealing_key,
                                    jose::Alg alg, FirstState first) {
  SigningKeyRow row = new_key_row(who, sealing_key, alg);
  return who.store.transact([&](store::Transaction& tx) -> Outcome<SigningKeyRow> {
    if (first == FirstState::kActive && has_key_in_jwks(tx, row.alg)) {
      return refused("only the first " + row.alg +
                     " key may be activated at once: relying parties have the JWKS cached; "
                     "publish the new key, wait, then activate it");
    }
    add_key(tx, who, row);
    if (first != FirstState::kGenerated) publish(tx, who, row);
    if (first == FirstState::kActive) make_active(tx, who, row);
    return row;
  });
}

Outcome<SigningKeyRow> publish_key(const Operator& who, const std::string& kid) {
  return change_key(who, kid,
                    [&](store::Transaction& tx, SigningKeyRow row) -> Outcome<SigningKeyRow> {
                      if (row.state != KeyState::kGenerated) return wrong_state(row, "generated");
                      publish(tx, who, row);
                      return row;
                    });
}

Outcome<SigningKeyRow> activate_key(const Operator& who, const std::string& kid) {
  const auto activate = [&](store::Transaction& tx, SigningKeyRow row) -> Outcome<SigningKeyRow> {
    if (row.state != KeyState::kPublished) return wrong_state(row, "published");
    // OIDC Core 10.1.1 #publish-first: a relying party with a cached JWKS could not verify.
    const Instant earliest = may_activate_at(row, who.policy);
    if (who.clock.now() < earliest && !is_first_to_sign(row, tx)) {
      return too_early("key " + row.kid +
                           " was published too short a time ago to sign: caches of "
                           "the JWKS may not have it yet",
                       earliest);
    }
    make_active(tx, who, row);
    return row;
  };
  return change_key(who, kid, activate);
}

Outcome<SigningKeyRow> retire_key(const Operator& who, const std::string& kid) {
  const auto retire = [&](store::Transaction& tx, SigningKeyRow row) -> Outcome<SigningKeyRow> {
    if (row.state != KeyState::kRetiring) return wrong_state(row, "retiring");
    // OIDC Core 10.1.1 #retire-late: tokens that it signed are still to be verified.
    const Instant earliest = may_retire_at(row, who.policy, tx);
    if (who.clock.now() < earliest) {
      return too_early("tokens that key " + row.kid + " signed may still be in use", earliest);
    }
    make_retired(tx, who, row);
    return row;
  };
  return change_key(who, kid, retire);
}

std::vector<SigningKeyRow> list_keys(const Operator& who) {
  return who.store.read([](store::Reader& db) { return store::list_signing_keys(db); });
}

}  // namespace lockspire::ops
