// Table remote_jwks: the last good document of each jwks_uri, and how the last attempt went.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct RemoteJwksRow {
  std::string jwks_uri;
  std::optional<std::string> jwks{};  // with fetched_at, or neither
  std::optional<Instant> fetched_at{};
  Instant attempted_at{};
  std::optional<std::string> problem{};  // of the last attempt; absent: it went well
  std::optional<Instant> renewed_at{};   // the last attempt because of an unknown kid
};

std::optional<RemoteJwksRow> find_remote_jwks(Reader& db, std::string_view jwks_uri);

// Inserts or replaces the row.
void save_remote_jwks(Transaction& tx, const RemoteJwksRow& row);

// Those that nobody asked for since `before`; the number deleted, at most `limit`.
std::int64_t delete_idle_remote_jwks(Transaction& tx, Instant before, int limit);

}  // namespace lockspire::store
