#include "ops/operator.h"

#include <utility>

#include "base/opaque.h"
#include "store/audit_events.h"

namespace lockspire::ops {

std::unexpected<Refusal> not_found(std::string message) {
  return std::unexpected(Refusal{RefusalKind::kNotFound, std::move(message)});
}

std::unexpected<Refusal> refused(std::string message) {
  return std::unexpected(Refusal{RefusalKind::kRefused, std::move(message)});
}

std::unexpected<Refusal> too_early(std::string message, Instant not_before) {
  return std::unexpected(Refusal{RefusalKind::kRefused, std::move(message), not_before});
}

void record(store::Transaction& tx, const Operator& who, const Change& change) {
  store::insert_audit_event(tx, {.event_id = new_selector(who.random, who.clock.unix_ms()),
                                 .at = who.clock.now(),
                                 .event = change.event,
                                 .outcome = "succeeded",
                                 .actor = who.actor,
                                 .client_id = change.client_id,
                                 .sub = change.sub,
                                 .grant_id = change.grant_id,
                                 .detail = change.detail});
}

}  // namespace lockspire::ops
