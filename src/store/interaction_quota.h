// Whoever asks may start an interaction without signing in, so their number is bounded.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "store/sqlite.h"

namespace lockspire::store {

inline constexpr std::int64_t kMaxInteractions = 100'000;

// Called before an interaction is inserted: when about `limit` rows exist, the oldest of which the
// account is not yet known give way. The number is an estimate that is renewed now and then, so
// that a call costs the same at any size; it may be off by a fiftieth of the limit for each writing
// process.
void make_room_for_interaction(Transaction& tx, Instant now, std::int64_t limit = kMaxInteractions);

}  // namespace lockspire::store
