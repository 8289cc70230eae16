// `lockspire key retire --now`: a signing key that others may have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/seal.h"
#include "ops/operator.h"
#include "store/signing_keys.h"

namespace lockspire::ops {

// What ended with the key.
struct CompromisedKey {
  store::SigningKeyRow key;
  // Signs from now on, if the key did; it may be one that relying parties have not seen yet.
  std::optional<store::SigningKeyRow> replacement{};
  // Access tokens that it signed and that were alive: revoked.
  std::int64_t access_tokens_ended = 0;
  // ID tokens issued in this time fail to verify once caches of the JWKS are renewed; absent when
  // none is in its time.
  std::optional<Instant> id_tokens_since{};
  std::optional<Instant> id_tokens_until{};
};

// Takes the key out of the JWKS at once, whatever its state, revokes every access token that it
// signed, lets nothing that it signed count again, and when it was the one that signs puts another
// in its place: a published one, else a new one. All of it is one transaction. Grants and refresh
// tokens are not signed and live on.
Outcome<CompromisedKey> retire_compromised_key(const Operator& who, const SealingKey& sealing_key,
                                               const std::string& kid);

}  // namespace lockspire::ops
