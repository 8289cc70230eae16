// An interaction with everything its pages need, read in one snapshot.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "endpoints/services.h"
#include "http/request.h"
#include "http/response.h"
#include "protocol/authorize/interaction.h"
#include "protocol/authorize/stored_request.h"
#include "protocol/client.h"
#include "store/audit_events.h"
#include "store/grants.h"

namespace lockspire::endpoints {

struct Opened {
  OpenInteraction interaction;
  Addressed addressed;
  AuthorizeRequest ask;

  [[nodiscard]] const Selector& id() const { return interaction.row.interaction_id; }
};

// The error is for a page.
Result<Opened> open(const http::Request& request, Services& services, std::string_view id);

// Ends the interaction with an error at the client, and writes the audit row with it; a second end
// is a page.
http::Response end_with_error(const http::Request& request, Services& services,
                              const Opened& opened, const OAuthError& error,
                              const std::optional<store::AuditEvent>& audit = std::nullopt);

// What stands behind a code: whether it holds at the moment of issue, and what else is written
// then.
struct Approval {
  std::function<bool(store::Reader&)> holds;
  std::function<void(store::Transaction&, const store::Grant&)> record;
};

// Ends the interaction with a code. nullopt when the approval or the session does not hold (any
// more): nothing is ended.
std::optional<http::Response> end_with_code(const http::Request& request, Services& services,
                                            const Opened& opened, const host::Session& session,
                                            const Approval& approval);

}  // namespace lockspire::endpoints
