// Deletes what has expired and nobody can need any more, a bounded number of rows at a time, so
// that the database's size follows its live sessions without a cron job.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "store/sqlite.h"

namespace lockspire::store {

// What operators may look up stays longer than it lives.
inline constexpr Seconds kAuditRetention{std::int64_t{400} * 86'400};
inline constexpr Seconds kClientSecretRetention{std::int64_t{30} * 86'400};
// A cached document is asked for again every quarter of an hour while it is used.
inline constexpr Seconds kRemoteJwksRetention{std::int64_t{30} * 86'400};

// Rows deleted, by table.
struct PruneResult {
  std::int64_t interactions = 0;
  std::int64_t access_tokens = 0;
  std::int64_t grants = 0;
  std::int64_t refresh_tokens = 0;
  std::int64_t client_secrets = 0;
  std::int64_t audit_events = 0;
  std::int64_t used_jtis = 0;
  std::int64_t ended_sessions = 0;
  std::int64_t throttles = 0;
  std::int64_t remote_jwks = 0;
  // A budget was used up: there may be more to delete.
  bool more = false;
};

// Deletes at most `budget` rows of each table. A grant goes with its code and its refresh tokens
// when it has expired as a whole; while it lives its retired rows stay, for a replay must be known.
PruneResult prune_now(Transaction& tx, Instant now, int budget);

// Whether prune_now would find something; cheap.
bool anything_to_prune(Reader& db, Instant now);

}  // namespace lockspire::store
