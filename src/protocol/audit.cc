#include "protocol/audit.h"

#include <string>

#include "base/opaque.h"

namespace lockspire {

store::AuditEvent audit_of_grant(const store::Grant& grant, std::string_view event,
                                 std::string_view outcome, std::string_view reason,
                                 std::string_view actor, Random& random, Instant now) {
  return store::AuditEvent{
      .event_id = new_selector(random, to_unix(now) * 1'000),
      .at = now,
      .event = std::string(event),
      .outcome = std::string(outcome),
      .reason = reason.empty() ? std::nullopt : std::optional(std::string(reason)),
      .actor = std::string(actor),
      .client_id = grant.client_id,
      .sub = grant.sub,
      .grant_id = grant.grant_id};
}

store::AuditEvent audit_of_account(const ClientId& client_id, const Subject& sub,
                                   std::string_view event, std::string_view outcome, Random& random,
                                   Instant now) {
  return store::AuditEvent{.event_id = new_selector(random, to_unix(now) * 1'000),
                           .at = now,
                           .event = std::string(event),
                           .outcome = std::string(outcome),
                           .actor = sub.text(),
                           .client_id = client_id,
                           .sub = sub};
}

}  // namespace lockspire
