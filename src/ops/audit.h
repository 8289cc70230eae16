// Reading the audit log.
#pragma once

#include <vector>

#include "ops/operator.h"
#include "store/audit_events.h"

namespace lockspire::ops {

// The newest first.
std::vector<store::AuditEvent> list_audit_events(const Operator& who,
                                                 const store::AuditFilter& filter);

}  // namespace lockspire::ops
