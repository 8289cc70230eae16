// What the endpoints that clients authenticate at have in common: POST, a form, a proven client.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "endpoints/services.h"
#include "http/request.h"
#include "http/response.h"
#include "protocol/client.h"

namespace lockspire::endpoints {

using ClientStory =
    std::function<Result<http::Response>(const http::Form& form, const Client& client)>;

// Tells the story to an authenticated client; a refusal becomes `event` in the log and the JSON of
// RFC 6749 5.2. Scripts of clients' origins may call when `cors`.
http::Response answer_client(const http::Request& request, Services& services,
                             std::string_view event, bool cors, const ClientStory& story);

}  // namespace lockspire::endpoints
