#include "protocol/tokens/key_ring.h"

#include <stdexcept>
#include <string>

#include "base/json.h"
#include "store/generations.h"
#include "store/signing_keys.h"

namespace lockspire {
namespace {

constexpr std::int64_t kLookEveryMs = 1'000;

jose::SigningKey open_key(const store::SigningKeyRow& row, jose::Alg alg,
                          const SealingKeys& sealing_keys) {
  const auto clear = row.private_key
                         ? unseal(sealing_keys, store::sealing_purpose(row.kid), *row.private_key)
                         : std::nullopt;
  auto key = clear ? jose::SigningKey::from_pkcs8(alg, *clear) : std::nullopt;
  if (!key) {
    throw std::runtime_error("keys: the sealing key file does not open signing key " + row.kid);
  }
  return *std::move(key);
}

}  // namespace

KeyRing::KeyRing(store::Store& store, const Clock& clock, const Log& log,
                 std::shared_ptr<const SealingKeys> sealing_keys)
    : store_(store), clock_(clock), log_(log), sealing_keys_(std::move(sealing_keys)) {
  generation_ = store_.read([&](store::Reader& db) {
    keys_.set(load(db, sealing_keys_.get()));
    return store::generation_of(db, store::kSigningKeysGeneration);
  });
  looked_at_ms_ = clock_.unix_ms();
}

std::shared_ptr<const KeySet> KeyRing::current() {
  const std::int64_t now = clock_.unix_ms();
  std::int64_t looked = looked_at_ms_;
  // One thread looks; the others go on with what is known. A clock that was set back looks too.
  const bool due = now - looked >= kLookEveryMs || now < looked;
  if (due && looked_at_ms_.compare_exchange_strong(looked, now)) look();
  return keys_.get();
}

void KeyRing::look() {
  const std::lock_guard lock(mutex_);
  try {
    generation_ = store_.read([&](store::Reader& db) {
      const std::int64_t generation = store::generation_of(db, store::kSigningKeysGeneration);
      if (generation != generation_) keys_.set(load(db, sealing_keys_.get()));
      return generation;
    });
  } catch (const std::exception& fault) {
    log_.write(LogLevel::kError, "keys.not_reloaded", {{"detail", fault.what()}});
  }
}

void KeyRing::replace_sealing_keys(std::shared_ptr<const SealingKeys> sealing_keys) {
  const std::lock_guard lock(mutex_);
  keys_.set(store_.read([&](store::Reader& db) { return load(db, sealing_keys.get()); }));
  sealing_keys_ = std::move(sealing_keys);
}

std::shared_ptr<const KeySet> KeyRing::load(store::Reader& db,
                                            const SealingKeys* sealing_keys) const {
  auto set = std::make_shared<KeySet>();
  Json published = Json::array();
  for (const store::SigningKeyRow& row : store::list_signing_keys(db)) {
    const auto alg = jose::parse_alg(row.alg);
    const auto jwk = Json::parse(row.public_jwk);
    auto key = jwk ? jose::PublicKey::from_jwk(jwk->view()) : std::nullopt;
    if (!alg || !key) throw std::runtime_error("keys: signing key " + row.kid + " is damaged");
    if (row.is_in_jwks()) published.add(Json::copy(jwk->view()));
    if (row.state == store::KeyState::kActive) {
      set->active_algs_.push_back(*alg);
      if (sealing_keys != nullptr) set->signing_.emplace(*alg, open_key(row, *alg, *sealing_keys));
    }
    if (row.compromised_at) continue;
    set->verifiers_.emplace(row.kid, KeySet::Verifier{*alg, *std::move(key)});
  }
  set->jwks_ = Json::object().set("keys", std::move(published)).print();
  return set;
}

}  // namespace lockspire
