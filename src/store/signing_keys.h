// Table signing_keys: generated -> published -> active -> retiring -> retired. The private half is
// sealed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/sqlite.h"

namespace lockspire::store {

// The JWKS shows published, active and retiring keys; active ones sign, one for each algorithm.
enum class KeyState { kGenerated, kPublished, kActive, kRetiring, kRetired };

std::string_view state_name(KeyState state);

struct SigningKeyRow {
  std::string kid;
  std::string alg;
  KeyState state = KeyState::kGenerated;
  std::string public_jwk;                  // JSON, as it stands in the JWKS
  std::optional<std::string> private_key;  // sealed PKCS #8; gone once retired
  Instant created_at;
  std::optional<Instant> published_at{};
  std::optional<Instant> activated_at{};
  std::optional<Instant> retiring_at{};
  std::optional<Instant> retired_at{};
  std::optional<Instant> compromised_at{};  // others may have it: what it signed counts no more

  [[nodiscard]] bool is_in_jwks() const {
    return state == KeyState::kPublished || state == KeyState::kActive ||
           state == KeyState::kRetiring;
  }
};

// What a private key is sealed for.
std::string sealing_purpose(std::string_view kid);

// All of them, the oldest first.
std::vector<SigningKeyRow> list_signing_keys(Reader& db);
std::optional<SigningKeyRow> find_signing_key(Reader& db, std::string_view kid);

// REQUIRES: no row has this kid.
void insert_signing_key(Transaction& tx, const SigningKeyRow& row);

// Writes state, times and private key of a row that exists. The caller bumps the generation.
void update_signing_key(Transaction& tx, const SigningKeyRow& row);

}  // namespace lockspire::store
