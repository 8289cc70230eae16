// Audit rows for what the server itself does, in the transaction of the change.
#pragma once

#include <string_view>

#include "base/random.h"
#include "protocol/client.h"
#include "store/audit_events.h"
#include "store/grants.h"

namespace lockspire {

// What every row has beside what happened.
struct AuditContext {
  Random& random;
  Instant now;
  RequestId request_id{};  // of the request that made the change; empty when there was none
};

// A row about a grant. `event` and `reason` are stable names; `actor` is who caused it.
store::AuditEvent audit_of_grant(const store::Grant& grant, std::string_view event,
                                 std::string_view outcome, std::string_view reason,
                                 std::string_view actor, const AuditContext& context);

// A row about what a person did without a grant coming of it; the person is the actor.
store::AuditEvent audit_of_account(const ClientId& client_id, const Subject& sub,
                                   std::string_view event, std::string_view outcome,
                                   const AuditContext& context);

// The rest of a row, filled in by the two above and by others: its id, time and request.
store::AuditEvent audit_row(std::string_view event, std::string_view outcome,
                            std::string_view actor, const AuditContext& context);

}  // namespace lockspire
