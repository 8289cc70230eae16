// AES-256-GCM for what rests in the database but must not be readable with it alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/secret.h"

namespace lockspire {

// A 32-byte key with the name that its sealed texts carry: not empty, without a dot. seal() and
// unseal() throw std::invalid_argument for another key.
struct SealingKey {
  std::string name;
  Secret bytes;
};

// "v1.<key name>.<base64url(nonce || ciphertext || tag)>". `purpose` is authenticated: a text
// sealed for one row does not open for another.
std::string seal(const SealingKey& key, std::string_view purpose, const Secret& clear,
                 Random& random);

// nullopt when the name, the purpose or a bit is another.
std::optional<Secret> unseal(const SealingKey& key, std::string_view purpose,
                             std::string_view sealed);

// One key, or several while one replaces another: `newest` seals, all of them open.
struct SealingKeys {
  SealingKey newest;
  std::vector<SealingKey> previous{};
};

std::optional<Secret> unseal(const SealingKeys& keys, std::string_view purpose,
                             std::string_view sealed);

// The key name in a sealed text; empty when it is none.
std::string_view sealed_with(std::string_view sealed);

}  // namespace lockspire
