// Keeps the KeySet of this process as new as the database: looked at once a second, reloaded when
// the generation moved.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "base/clock.h"
#include "base/log.h"
#include "base/replaceable.h"
#include "base/seal.h"
#include "protocol/tokens/key_set.h"
#include "store/store.h"

namespace lockspire {

// OIDC Core 10.1.1: keys are rotated by way of the JWKS.
class KeyRing {
 public:
  // Without a sealing key the set verifies and publishes but cannot sign: programs that do not sign
  // are not given the key file. Throws std::runtime_error when an active key cannot be opened. The
  // store, clock and log must outlive the ring.
  KeyRing(store::Store& store, const Clock& clock, const Log& log,
          std::shared_ptr<const SealingKeys> sealing_keys);

  // Safe from several threads. When the database does not answer, the keys known so far stay.
  [[nodiscard]] std::shared_ptr<const KeySet> current();

  // For the key file read anew; keeps the old keys and throws when the new file does not open them.
  void replace_sealing_keys(std::shared_ptr<const SealingKeys> sealing_keys);

 private:
  void look();
  [[nodiscard]] std::shared_ptr<const KeySet> load(store::Reader& db,
                                                   const SealingKeys* sealing_keys) const;

  store::Store& store_;
  const Clock& clock_;
  const Log& log_;
  std::mutex mutex_;  // over the next two and reloading
  std::shared_ptr<const SealingKeys> sealing_keys_;
  std::int64_t generation_ = 0;
  std::atomic<std::int64_t> looked_at_ms_{0};
  Replaceable<KeySet> keys_;
};

}  // namespace lockspire
