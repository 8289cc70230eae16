#include "store/refusals.h"

#include <string_view>

#include "store/counters.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO refusals (slot, request_id, at, event, error, reason, detail, client_id, remote)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (slot) DO UPDATE
     SET request_id = excluded.request_id, at = excluded.at, event = excluded.event,
         error = excluded.error, reason = excluded.reason, detail = excluded.detail,
         client_id = excluded.client_id, remote = excluded.remote)sql";

// Slots come round, so the order within a request is by time and, within a second, by slot.
constexpr std::string_view kFind = R"sql(
  SELECT request_id, at, event, error, reason, detail, client_id, remote
    FROM refusals WHERE request_id = $1 ORDER BY at, slot)sql";

constexpr std::string_view kRecent = R"sql(
  SELECT request_id FROM refusals WHERE reason = $1 AND at >= $2 ORDER BY at DESC, slot DESC)sql";

constexpr std::string_view kCount = R"sql(
  SELECT reason, count(*) AS times, max(at) FROM refusals
   WHERE at >= $1 AND ($2 = '' OR client_id = $2)
   GROUP BY reason ORDER BY times DESC, reason)sql";

Refusal refusal(const Query& row) {
  Refusal out{.request_id = RequestId(row.text(0)),
              .at = row.instant(1),
              .event = row.text(2),
              .error = row.text(3),
              .reason = row.text(4),
              .detail = row.optional_text(5),
              .client_id = std::nullopt,
              .remote = row.optional_text(7)};
  if (auto client_id = row.optional_text(6)) out.client_id = ClientId(*std::move(client_id));
  return out;
}

}  // namespace

void insert_refusal(Transaction& tx, const Refusal& refusal, std::int64_t slots) {
  // One count for all programs, so that the ring is one.
  const std::int64_t number = add_to_counter(tx, {kRefusalsRecorded, ""}, 1);
  const std::int64_t slot = number % slots;
  tx.execute(kInsert, slot, refusal.request_id, refusal.at, refusal.event, refusal.error,
             refusal.reason, refusal.detail, refusal.client_id, refusal.remote);
}

std::vector<Refusal> find_refusals(Reader& db, const RequestId& request_id) {
  std::vector<Refusal> found;
  Query row = db.query(kFind, request_id);
  while (row.step()) found.push_back(refusal(row));
  return found;
}

RecentRefusals count_refusals(Reader& db, std::string_view reason, Instant since) {
  RecentRefusals found;
  Query row = db.query(kRecent, reason, since);
  while (row.step()) {
    if (!found.last) found.last = RequestId(row.text(0));
    ++found.count;
  }
  return found;
}

std::vector<RefusalCount> refusals_by_reason(Reader& db, Instant since,
                                             const std::optional<ClientId>& client_id) {
  const std::string only = client_id ? client_id->text() : "";
  std::vector<RefusalCount> counts;
  Query row = db.query(kCount, since, only);
  while (row.step()) counts.push_back({row.text(0), row.integer(1), row.instant(2)});
  return counts;
}

}  // namespace lockspire::store
