// The applications that a person has let in, and the one way to put one out again.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "host/session.h"
#include "protocol/audit.h"
#include "protocol/client.h"
#include "protocol/policy.h"
#include "protocol/scope.h"
#include "store/sqlite.h"

namespace lockspire {

// A client with grants that are alive, or with a consent that is remembered.
struct ConnectedApp {
  Client client;
  Words scopes;
  Words claims;  // further things about the person, by name
  Words resources;
  Instant since;
  std::optional<Instant> last_used_at{};  // to the hour
};

// By their names.
std::vector<ConnectedApp> connected_apps(store::Reader& db, const Subject& sub, Instant now);

struct RevokedConsent {
  bool forgotten = false;  // something was remembered
  std::int64_t grants_ended = 0;

  [[nodiscard]] bool is_nothing() const { return !forgotten && grants_ended == 0; }
};

// Forgets the consent of the account to the client and ends every grant, with an audit row unless
// there was neither. `actor` is who does it: an operator, or the person.
RevokedConsent revoke_consent(store::Transaction& tx, const Subject& sub, const ClientId& client_id,
                              std::string_view actor, const AuditContext& context);

// The cookie that the forms of the page are bound to.
std::string apps_cookie_name(const Policy& policy);
Secret new_apps_secret(Random& random);

// The secret of this browser; nullopt when there is none, or two (one of them is planted).
std::optional<Secret> presented_apps_secret(std::string_view cookie_header, const Policy& policy);

// Bound to the browser's secret, the account and the host's session.
std::string apps_csrf_token(const Secret& browser_secret, const host::Session& session);

}  // namespace lockspire
