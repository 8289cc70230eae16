#include "ops/audit.h"

namespace lockspire::ops {

std::vector<store::AuditEvent> list_audit_events(const Operator& who,
                                                 const store::AuditFilter& filter) {
  return who.store.read([&](store::Reader& db) { return store::list_audit_events(db, filter); });
}

}  // namespace lockspire::ops
