#include "store/audit_events.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO audit_events (event_id, at, event, outcome, reason, actor, client_id, sub, grant_id,
                            request_id, detail)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql";

constexpr std::string_view kNewestFirst = R"sql(
  SELECT event_id, at, event, outcome, reason, actor, client_id, sub, grant_id, request_id, detail
    FROM audit_events
   ORDER BY event_id DESC)sql";

constexpr std::string_view kOfRequest = R"sql(
  SELECT event_id, at, event, outcome, reason, actor, client_id, sub, grant_id, request_id, detail
    FROM audit_events WHERE request_id = $1
   ORDER BY event_id DESC)sql";

template <typename Name>
std::optional<Name> optional_name(const Query& row, int column) {
  const auto text = row.optional_text(column);
  if (!text) return std::nullopt;
  return Name(*text);
}

AuditEvent audit_event(const Query& row) {
  return {.event_id = Selector(row.text(0)),
          .at = row.instant(1),
          .event = row.text(2),
          .outcome = row.text(3),
          .reason = row.optional_text(4),
          .actor = row.text(5),
          .client_id = optional_name<ClientId>(row, 6),
          .sub = optional_name<Subject>(row, 7),
          .grant_id = optional_name<GrantId>(row, 8),
          .request_id = optional_name<RequestId>(row, 9),
          .detail = row.optional_text(10)};
}

bool matches(const AuditEvent& event, const AuditFilter& filter) {
  if (filter.client_id && event.client_id != filter.client_id) return false;
  if (!filter.event) return true;
  return event.event == *filter.event || event.event.starts_with(*filter.event + ".");
}

}  // namespace

void insert_audit_event(Transaction& tx, const AuditEvent& event) {
  tx.execute(kInsert, event.event_id, event.at, event.event, event.outcome, event.reason,
             event.actor, event.client_id, event.sub, event.grant_id, event.request_id,
             event.detail);
}

std::vector<AuditEvent> list_audit_events(Reader& db, const AuditFilter& filter) {
  std::vector<AuditEvent> events;
  Query row = db.query(kNewestFirst);
  while (static_cast<int>(events.size()) < filter.limit && row.step()) {
    AuditEvent event = audit_event(row);
    // The key is ordered by time: what follows is older still.
    if (filter.since && event.at < *filter.since) break;
    if (matches(event, filter)) events.push_back(std::move(event));
  }
  return events;
}

std::vector<AuditEvent> find_audit_events(Reader& db, const RequestId& request_id) {
  std::vector<AuditEvent> events;
  Query row = db.query(kOfRequest, request_id);
  while (row.step()) events.push_back(audit_event(row));
  return events;
}

}  // namespace lockspire::store
