#include "ops/keys.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "jose/jwk.h"
#include "store/generations.h"

namespace lockspire::ops {
namespace {

using store::KeyState;
using store::SigningKeyRow;

std::unexpected<Refusal> wrong_state(const SigningKeyRow& row, std::string_view wanted) {
  return refused("key " + row.kid + " is " + std::string(store::state_name(row.state)) + ", not " +
                 std::string(wanted));
}

std::optional<SigningKeyRow> key_in_state(store::Reader& db, std::string_view alg, KeyState state) {
  auto rows = store::list_signing_keys(db);
  const auto row = std::ranges::find_if(
      rows, [&](const SigningKeyRow& key) { return key.alg == alg && key.state == state; });
  if (row == rows.end()) return std::nullopt;
  return *std::move(row);
}

bool has_key_in_jwks(store::Reader& db, std::string_view alg) {
  const auto rows = store::list_signing_keys(db);
  return std::ranges::any_of(
      rows, [&](const SigningKeyRow& key) { return key.alg == alg && key.is_in_jwks(); });
}

// The change of one key: what the transaction writes besides the row itself.
void commit_change(store::Transaction& tx, const Operator& who, const SigningKeyRow& row,
                   std::string_view event) {
  store::bump_generation(tx, store::kSigningKeysGeneration);
  record(tx, who, {.event = std::string(event), .detail = row.alg + " " + row.kid});
}

void make_active(store::Transaction& tx, const Operator& who, SigningKeyRow& row) {
  const Instant now = who.clock.now();
  if (auto before = key_in_state(tx, row.alg, KeyState::kActive)) {
    before->state = KeyState::kRetiring;
    before->retiring_at = now;
    store::update_signing_key(tx, *before);
    record(tx, who, {.event = "key.retiring", .detail = before->alg + " " + before->kid});
  }
  row.state = KeyState::kActive;
  row.activated_at = now;
  store::update_signing_key(tx, row);
  commit_change(tx, who, row, "key.activated");
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

// A kid with a leading dash would look like an option to a shell command.
jose::SigningKey new_key(jose::Alg alg) {
  while (true) {
    auto key = jose::SigningKey::generate(alg);
    if (!key.kid().starts_with('-')) return key;
  }
}

SigningKeyRow new_row(const Operator& who, const SealingKey& sealing_key, jose::Alg alg) {
  const auto key = new_key(alg);
  return {
      .kid = key.kid(),
      .alg = std::string(jose::name(alg)),
      .state = KeyState::kGenerated,
      .public_jwk = key.public_jwk().print(),
      .private_key = seal(sealing_key, store::sealing_purpose(key.kid()), key.pkcs8(), who.random),
      .created_at = who.clock.now()};
}

}  // namespace

Outcome<SigningKeyRow> generate_key(const Operator& who, const SealingKey& sealing_key,
                                    jose::Alg alg, FirstState first) {
  SigningKeyRow row = new_row(who, sealing_key, alg);
  return who.store.transact([&](store::Transaction& tx) -> Outcome<SigningKeyRow> {
    if (first == FirstState::kActive && has_key_in_jwks(tx, row.alg)) {
      return refused("only the first " + row.alg +
                     " key may be activated at once: relying parties have the JWKS cached; "
                     "publish the new key, wait, then activate it");
    }
    store::insert_signing_key(tx, row);
    record(tx, who, {.event = "key.generated", .detail = row.alg + " " + row.kid});
    if (first == FirstState::kGenerated) return row;
    row.state = KeyState::kPublished;
    row.published_at = who.clock.now();
    store::update_signing_key(tx, row);
    commit_change(tx, who, row, "key.published");
    if (first == FirstState::kActive) make_active(tx, who, row);
    return row;
  });
}

Outcome<SigningKeyRow> publish_key(const Operator& who, const std::string& kid) {
  const auto publish = [&](store::Transaction& tx, SigningKeyRow row) -> Outcome<SigningKeyRow> {
    if (row.state != KeyState::kGenerated) return wrong_state(row, "generated");
    row.state = KeyState::kPublished;
    row.published_at = who.clock.now();
    store::update_signing_key(tx, row);
    commit_change(tx, who, row, "key.published");
    return row;
  };
  return change_key(who, kid, publish);
}

Outcome<SigningKeyRow> activate_key(const Operator& who, const std::string& kid) {
  const auto activate = [&](store::Transaction& tx, SigningKeyRow row) -> Outcome<SigningKeyRow> {
    if (row.state != KeyState::kPublished) return wrong_state(row, "published");
    make_active(tx, who, row);
    return row;
  };
  return change_key(who, kid, activate);
}

Outcome<SigningKeyRow> retire_key(const Operator& who, const std::string& kid, bool now_anyway) {
  const auto retire = [&](store::Transaction& tx, SigningKeyRow row) -> Outcome<SigningKeyRow> {
    const bool may =
        row.state == KeyState::kRetiring || (now_anyway && row.state != KeyState::kRetired);
    if (!may) return wrong_state(row, "retiring");
    row.state = KeyState::kRetired;
    row.retired_at = who.clock.now();
    row.private_key.reset();
    store::update_signing_key(tx, row);
    commit_change(tx, who, row, "key.retired");
    return row;
  };
  return change_key(who, kid, retire);
}

Outcome<SigningKeyRow> rotate_key(const Operator& who, const SealingKey& sealing_key,
                                  jose::Alg alg) {
  const std::string name(jose::name(alg));
  const auto next = who.store.read(
      [&](store::Reader& db) { return key_in_state(db, name, KeyState::kPublished); });
  if (next) return activate_key(who, next->kid);
  const bool first = who.store.read([&](store::Reader& db) { return !has_key_in_jwks(db, name); });
  return generate_key(who, sealing_key, alg, first ? FirstState::kActive : FirstState::kPublished);
}

std::vector<SigningKeyRow> list_keys(const Operator& who) {
  return who.store.read([](store::Reader& db) { return store::list_signing_keys(db); });
}

}  // namespace lockspire::ops
