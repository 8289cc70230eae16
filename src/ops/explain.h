// Why a request was refused: what was recorded of it, and what that means.
#pragma once

#include <string>
#include <vector>

#include "ops/finding.h"
#include "ops/operator.h"
#include "protocol/explanations.h"
#include "store/audit_events.h"
#include "store/refusals.h"

namespace lockspire::ops {

struct ExplainedRefusal {
  store::Refusal refusal;
  // Null for a reason that this release does not know.
  const Explanation* explanation;
  // The setting or command that would change it, with the client's id in it where that is known.
  std::string remedy;
};

// Everything that one request left behind.
struct ExplainedRequest {
  std::vector<ExplainedRefusal> refusals;  // the earliest first
  std::vector<store::AuditEvent> events;   // the newest first
  Instant now;
};

// Not found when the request was not refused, changed nothing, or lies too far back.
Outcome<ExplainedRequest> explain(const Operator& who, const RequestId& request_id);

// The same as verify and doctor say it: the reason is its code, the remedy its fix.
Finding finding_of(const ExplainedRefusal& explained);

}  // namespace lockspire::ops
