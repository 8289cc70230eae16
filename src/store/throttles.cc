#include "store/throttles.h"

namespace lockspire::store {
namespace {

// A window that ends later than one from now on could was begun by a clock that was set back since.
constexpr std::string_view kCount = R"sql(
  INSERT INTO throttles (subject, failures, expires_at) VALUES ($1, $2, $4)
  ON CONFLICT (subject) DO UPDATE
     SET failures = CASE WHEN throttles.expires_at > $3 AND throttles.expires_at <= $4
                         THEN throttles.failures + excluded.failures ELSE excluded.failures END,
         expires_at = CASE WHEN throttles.expires_at > $3 AND throttles.expires_at <= $4
                           THEN throttles.expires_at ELSE excluded.expires_at END)sql";

constexpr std::string_view kRows = "SELECT count(*) FROM throttles";

constexpr std::string_view kMakeRoom = R"sql(
  DELETE FROM throttles WHERE subject IN
    (SELECT subject FROM throttles ORDER BY expires_at LIMIT $1))sql";

constexpr std::string_view kList = R"sql(
  SELECT subject, failures, expires_at FROM throttles WHERE expires_at > $1 AND failures >= $2)sql";

// How many rows there are is counted now and then, for that reads them all.
struct Estimate {
  std::int64_t rows = 0;
  std::int64_t calls_left = 0;
};

void make_room(Transaction& tx, std::int64_t limit) {
  auto& estimate = tx.local<Estimate>();
  if (estimate.calls_left-- <= 0) {
    Query query = tx.query(kRows);
    query.step();
    estimate.rows = query.integer(0);
    estimate.calls_left = limit / 50;
  }
  estimate.rows += 1;
  if (estimate.rows <= limit) return;
  estimate.rows -= tx.execute(kMakeRoom, estimate.rows - limit);
}

}  // namespace

void count_failures(Transaction& tx, std::string_view subject, std::int64_t failures, Instant now,
                    Seconds window, std::int64_t limit) {
  make_room(tx, limit);
  tx.execute(kCount, subject, failures, now, now + window);
}

std::vector<Throttle> list_throttles(Reader& db, std::int64_t least, Instant now) {
  std::vector<Throttle> found;
  Query row = db.query(kList, now, least);
  while (row.step()) found.push_back({row.text(0), row.integer(1), row.instant(2)});
  return found;
}

}  // namespace lockspire::store
