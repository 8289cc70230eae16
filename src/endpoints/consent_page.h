// The consent page of an interaction, made from what is asked and what was granted before.
#pragma once

#include <optional>

#include "endpoints/opened_interaction.h"
#include "endpoints/services.h"
#include "host/session.h"
#include "http/response.h"
#include "store/consents.h"

namespace lockspire::endpoints {

http::Response consent_page(const Services& services, const Opened& opened,
                            const host::Session& session,
                            const std::optional<store::Consent>& remembered);

}  // namespace lockspire::endpoints
