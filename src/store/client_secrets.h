// Table client_secrets: what a confidential client authenticates with. A secret is 256 random bits,
// so its SHA-256 is enough.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct ClientSecret {
  ClientId client_id;
  std::string secret_id;
  Hash secret_hash;
  Instant created_at;
  std::optional<Instant> expires_at;
  // The secret itself, sealed: an HMAC needs it. For client_secret_jwt only.
  std::optional<std::string> sealed_secret{};

  [[nodiscard]] bool is_live(Instant now) const { return !expires_at || now < *expires_at; }
};

void insert_client_secret(Transaction& tx, const ClientSecret& secret);

// Expired ones too; the newest last.
std::vector<ClientSecret> list_client_secrets(Reader& db, const ClientId& client_id);

// No secret of the client is valid at `at` or later; sooner ends stay.
void expire_client_secrets(Transaction& tx, const ClientId& client_id, Instant at);

// Removes those that expired by `now`.
void delete_expired_client_secrets(Transaction& tx, const ClientId& client_id, Instant now);

void delete_client_secrets(Transaction& tx, const ClientId& client_id);

// Removes those that no HMAC can be checked with.
void delete_unsealed_client_secrets(Transaction& tx, const ClientId& client_id);

// Leaves the hashes alone: nothing of the client can be opened any more.
void forget_sealed_client_secrets(Transaction& tx, const ClientId& client_id);

// A secret that rests sealed beside its hash, because an HMAC needs the secret itself.
struct SealedClientSecret {
  ClientId client_id;
  std::string secret_id;
  std::string sealed;
};

// What a client secret is sealed for.
std::string client_secret_purpose(const ClientId& client_id, std::string_view secret_id);

std::vector<SealedClientSecret> list_sealed_client_secrets(Reader& db);
void replace_sealed_client_secret(Transaction& tx, const SealedClientSecret& secret);

}  // namespace lockspire::store
