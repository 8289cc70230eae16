// Table audit_events: append only, written in the transaction of the change that it records.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct AuditEvent {
  Selector event_id;  // base/opaque.h new_selector: later events sort after earlier ones
  Instant at;
  std::string event;                    // `<noun>.<past participle>`: client.created
  std::string outcome;                  // `succeeded`, `refused`
  std::optional<std::string> reason{};  // a stable name
  std::string actor;  // operator, client or account; `lockspire` for the server itself
  std::optional<ClientId> client_id{};
  std::optional<Subject> sub{};
  std::optional<GrantId> grant_id{};
  std::optional<RequestId> request_id{};
  std::optional<std::string> detail{};  // for people; never a token, code, secret or cookie
};

void insert_audit_event(Transaction& tx, const AuditEvent& event);

struct AuditFilter {
  std::optional<Instant> since{};
  std::optional<ClientId> client_id{};
  std::optional<std::string> event{};  // `client.created`, or all of a noun: `client`
  int limit = 100;
};

// The newest first.
std::vector<AuditEvent> list_audit_events(Reader& db, const AuditFilter& filter);

// Those that one request left behind, the newest first. Reads the whole table.
std::vector<AuditEvent> find_audit_events(Reader& db, const RequestId& request_id);

}  // namespace lockspire::store
