#include "ops/consents.h"

namespace lockspire::ops {

std::vector<store::Consent> list_consents(const Operator& who, const std::optional<Subject>& sub,
                                          const std::optional<ClientId>& client_id) {
  return who.store.read(
      [&](store::Reader& db) { return store::list_consents(db, sub, client_id); });
}

Outcome<RevokedConsent> revoke_consent(const Operator& who, const Subject& sub,
                                       const ClientId& client_id) {
  return who.store.transact([&](store::Transaction& tx) -> Outcome<RevokedConsent> {
    const RevokedConsent revoked = lockspire::revoke_consent(
        tx, sub, client_id, who.actor, {.random = who.random, .now = who.clock.now()});
    if (revoked.is_nothing()) {
      return not_found(sub.text() + " has given no consent to " + client_id.text());
    }
    return revoked;
  });
}

}  // namespace lockspire::ops
