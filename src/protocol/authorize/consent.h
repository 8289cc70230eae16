// When a person must be asked, and what they see (OIDC Core 3.1.2.4).
#pragma once

#include <optional>

#include "protocol/authorize/redirect_uri.h"
#include "protocol/authorize/request.h"
#include "protocol/client.h"
#include "store/consents.h"

namespace lockspire {

// RFC 8252 8.6: a redirect URI that another app could claim proves nothing about who asks, so a
// public client there is asked every time.
bool consent_is_reusable(const Client& client, const RedirectTarget& target);

// True when the remembered consent does not cover the request, or the client wants the person
// asked.
bool consent_is_needed(const AuthorizeRequest& request, const Client& client,
                       const RedirectTarget& target,
                       const std::optional<store::Consent>& remembered);

// What is remembered after this approval: what was there, and what was approved now.
store::Consent extended_consent(const std::optional<store::Consent>& remembered,
                                const AuthorizeRequest& request, const Client& client,
                                const Subject& sub, Instant now);

}  // namespace lockspire
