#include "ops/consents.h"

#include <string>

#include "store/grants.h"

namespace lockspire::ops {

std::vector<store::Consent> list_consents(const Operator& who, const std::optional<Subject>& sub,
                                          const std::optional<ClientId>& client_id) {
  return who.store.read(
      [&](store::Reader& db) { return store::list_consents(db, sub, client_id); });
}

Outcome<RevokedConsent> revoke_consent(const Operator& who, const Subject& sub,
                                       const ClientId& client_id) {
  const Instant now = who.clock.now();
  return who.store.transact([&](store::Transaction& tx) -> Outcome<RevokedConsent> {
    RevokedConsent revoked;
    revoked.forgotten = store::delete_consent(tx, sub, client_id);
    revoked.grants_ended = store::revoke_grants_of(tx, sub, client_id, "consent.revoked", now);
    if (!revoked.forgotten && revoked.grants_ended == 0) {
      return not_found(sub.text() + " has given no consent to " + client_id.text());
    }
    record(tx, who,
           {.event = "consent.revoked",
            .client_id = client_id,
            .sub = sub,
            .detail = "grants ended: " + std::to_string(revoked.grants_ended)});
    return revoked;
  });
}

}  // namespace lockspire::ops
