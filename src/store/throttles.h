// The throttles table: failed client authentications of one client from one address in a window.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/sqlite.h"

namespace lockspire::store {

inline constexpr std::int64_t kMostThrottles = 100'000;

struct Throttle {
  std::string subject;
  std::int64_t failures;
  Instant expires_at;
};

// Counts failures of the subject within the window that its first one began. When `limit` rows
// stand already, those that end first give way.
void count_failures(Transaction& tx, std::string_view subject, std::int64_t failures, Instant now,
                    Seconds window, std::int64_t limit = kMostThrottles);

// Those with `least` failures or more in a window that has not ended.
std::vector<Throttle> list_throttles(Reader& db, std::int64_t least, Instant now);

}  // namespace lockspire::store
