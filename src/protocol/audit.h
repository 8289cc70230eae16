// Audit rows for what the server itself does, in the transaction of the change.
#pragma once

#include <string_view>

#include "base/random.h"
#include "protocol/client.h"
#include "store/audit_events.h"
#include "store/grants.h"

namespace lockspire {

// A row about a grant. `event` and `reason` are stable names; `actor` is who caused it.
store::AuditEvent audit_of_grant(const store::Grant& grant, std::string_view event,
                                 std::string_view outcome, std::string_view reason,
                                 std::string_view actor, Random& random, Instant now);

// A row about what a person did without a grant coming of it; the person is the actor.
store::AuditEvent audit_of_account(const ClientId& client_id, const Subject& sub,
                                   std::string_view event, std::string_view outcome, Random& random,
                                   Instant now);

}  // namespace lockspire
