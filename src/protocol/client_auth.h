// RFC 6749 2.3: who is asking? One function for every endpoint that clients authenticate at.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "http/form.h"
#include "http/request.h"
#include "protocol/client.h"
#include "store/sqlite.h"

namespace lockspire {

// The client, proven by the method it is registered for and no other. invalid_client when it is
// unknown, disabled, or fails; invalid_request when the request uses two methods at once.
Result<Client> authenticate_client(const http::Request& request, const http::Form& form,
                                   store::Reader& db, Instant now);

}  // namespace lockspire
