// The operator's verbs about consent: what a person let a client do, remembered or not.
#pragma once

#include <optional>
#include <vector>

#include "ops/operator.h"
#include "protocol/connected_apps.h"
#include "store/consents.h"

namespace lockspire::ops {

std::vector<store::Consent> list_consents(const Operator& who, const std::optional<Subject>& sub,
                                          const std::optional<ClientId>& client_id);

// Forgets the consent and ends every grant of that account to that client. Not found when there was
// neither.
Outcome<RevokedConsent> revoke_consent(const Operator& who, const Subject& sub,
                                       const ClientId& client_id);

}  // namespace lockspire::ops
