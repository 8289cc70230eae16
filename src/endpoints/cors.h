// Which scripts may read an answer: those of the origins of clients' redirect URIs, never with
// credentials. The public documents are for everybody.
#pragma once

#include <string_view>

#include "endpoints/services.h"
#include "http/request.h"
#include "http/response.h"

namespace lockspire::endpoints {

// Adds the headers that let the request's Origin read the answer, when it is a client's. Always
// says Vary: Origin.
void allow_client_origin(const http::Request& request, Services& services,
                         http::Response& response);

// Access-Control-Allow-Origin: *
void allow_any_origin(http::Response& response);

// 204 to a preflight; the caller adds who may.
http::Response preflight(std::string_view methods);

}  // namespace lockspire::endpoints
