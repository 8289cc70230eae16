#include "protocol/audit.h"

#include <string>

#include "base/opaque.h"

namespace lockspire {

store::AuditEvent audit_row(std::string_view event, std::string_view outcome,
                            std::string_view actor, const AuditContext& context) {
  store::AuditEvent row{.event_id = new_selector(context.random, to_unix(context.now) * 1'000),
                        .at = context.now,
                        .event = std::string(event),
                        .outcome = std::string(outcome),
                        .actor = std::string(actor)};
  if (!context.request_id.empty()) row.request_id = context.request_id;
  return row;
}

store::AuditEvent audit_of_grant(const store::Grant& grant, std::string_view event,
                                 std::string_view outcome, std::string_view reason,
                                 std::string_view actor, const AuditContext& context) {
  store::AuditEvent row = audit_row(event, outcome, actor, context);
  if (!reason.empty()) row.reason = std::string(reason);
  row.client_id = grant.client_id;
  row.sub = grant.sub;
  row.grant_id = grant.grant_id;
  return row;
}

store::AuditEvent audit_of_account(const ClientId& client_id, const Subject& sub,
                                   std::string_view event, std::string_view outcome,
                                   const AuditContext& context) {
  store::AuditEvent row = audit_row(event, outcome, sub.text(), context);
  row.client_id = client_id;
  row.sub = sub;
  return row;
}

}  // namespace lockspire
