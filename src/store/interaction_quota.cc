#include "store/interaction_quota.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockspire::store {
namespace {

constexpr std::string_view kCount = "SELECT count(*) FROM interactions";

// Selectors are time-ordered. A search goes on where the last one ended, so that rows of signed-in
// people at the front are passed once and not at each call.
constexpr std::string_view kOldest = R"sql(
  SELECT interaction_id, sub IS NULL FROM interactions WHERE interaction_id > $1
   ORDER BY interaction_id LIMIT $2)sql";

constexpr std::string_view kDelete = "DELETE FROM interactions WHERE interaction_id = $1";

constexpr std::int64_t kLookedAtPerCall = 64;
constexpr std::int64_t kDeletedPerCall = 8;
constexpr Seconds kEstimateLife{60};

struct Estimate {
  std::int64_t rows = 0;
  std::int64_t calls_left = 0;
  Instant counted_at{};
  std::string searched_to;
};

void count_when_due(Transaction& tx, Instant now, std::int64_t limit, Estimate& estimate) {
  const bool young = now >= estimate.counted_at && now - estimate.counted_at < kEstimateLife;
  if (young && estimate.calls_left-- > 0) return;
  Query query = tx.query(kCount);
  query.step();
  estimate.rows = query.integer(0);
  estimate.calls_left = limit / 50;
  estimate.counted_at = now;
}

// The next rows that nobody has signed in for, `wanted` at most, and the search moves behind them.
std::vector<std::string> next_anonymous(Transaction& tx, std::int64_t wanted,
                                        std::string& searched_to) {
  std::vector<std::string> found;
  const std::string start = std::exchange(searched_to, {});
  std::string last;
  Query query = tx.query(kOldest, start, kLookedAtPerCall);
  for (std::int64_t looked_at = 1; query.step(); ++looked_at) {
    last = query.text(0);
    if (query.boolean(1)) found.push_back(last);
    // Otherwise the end was reached: the next search begins at the front.
    if (std::ssize(found) == wanted || looked_at == kLookedAtPerCall) {
      searched_to = last;
      break;
    }
  }
  return found;
}

}  // namespace

void make_room_for_interaction(Transaction& tx, Instant now, std::int64_t limit) {
  auto& estimate = tx.local<Estimate>();
  count_when_due(tx, now, limit, estimate);
  estimate.rows += 1;
  if (estimate.rows <= limit) return;
  const std::int64_t wanted = std::min(estimate.rows - limit, kDeletedPerCall);
  for (const std::string& id : next_anonymous(tx, wanted, estimate.searched_to)) {
    estimate.rows -= tx.execute(kDelete, id);
  }
}

}  // namespace lockspire::store
