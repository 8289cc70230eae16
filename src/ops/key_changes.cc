#include "ops/key_changes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "jose/jwk.h"
#include "store/generations.h"

namespace lockspire::ops {
namespace {

using store::KeyState;
using store::SigningKeyRow;

// A kid with a leading dash would look like an option to a shell command.
jose::SigningKey new_key(jose::Alg alg) {
  while (true) {
    auto key = jose::SigningKey::generate(alg);
    if (!key.kid().starts_with('-')) return key;
  }
}

}  // namespace

SigningKeyRow new_key_row(const Operator& who, const SealingKey& sealing_key, jose::Alg alg) {
  const auto key = new_key(alg);
  return {
      .kid = key.kid(),
      .alg = std::string(jose::name(alg)),
      .state = KeyState::kGenerated,
      .public_jwk = key.public_jwk().print(),
      .private_key = seal(sealing_key, store::sealing_purpose(key.kid()), key.pkcs8(), who.random),
      .created_at = who.clock.now()};
}

std::optional<SigningKeyRow> key_in_state(store::Reader& db, std::string_view alg, KeyState state) {
  auto rows = store::list_signing_keys(db);
  const auto row = std::ranges::find_if(
      rows, [&](const SigningKeyRow& key) { return key.alg == alg && key.state == state; });
  if (row == rows.end()) return std::nullopt;
  return *std::move(row);
}

void commit_key_change(store::Transaction& tx, const Operator& who, const SigningKeyRow& row,
                       std::string_view event, std::string_view more) {
  store::bump_generation(tx, store::kSigningKeysGeneration);
  record(tx, who,
         {.event = std::string(event), .detail = row.alg + " " + row.kid + std::string(more)});
}

void add_key(store::Transaction& tx, const Operator& who, const SigningKeyRow& row) {
  store::insert_signing_key(tx, row);
  record(tx, who, {.event = "key.generated", .detail = row.alg + " " + row.kid});
}

void publish(store::Transaction& tx, const Operator& who, SigningKeyRow& row) {
  row.state = KeyState::kPublished;
  row.published_at = who.clock.now();
  store::update_signing_key(tx, row);
  commit_key_change(tx, who, row, "key.published");
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
  commit_key_change(tx, who, row, "key.activated");
}

void make_retired(store::Transaction& tx, const Operator& who, SigningKeyRow& row) {
  row.state = KeyState::kRetired;
  row.retired_at = who.clock.now();
  row.private_key.reset();
  store::update_signing_key(tx, row);
  commit_key_change(tx, who, row, "key.retired");
}

std::unexpected<Refusal> wrong_state(const SigningKeyRow& row, std::string_view wanted) {
  return refused("key " + row.kid + " is " + std::string(store::state_name(row.state)) + ", not " +
                 std::string(wanted));
}

}  // namespace lockspire::ops
