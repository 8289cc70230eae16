// A document for everybody (JWKS, discovery): GET and HEAD with ETag and max-age, OPTIONS for
// scripts.
#pragma once

#include <string>

#include "endpoints/services.h"
#include "http/request.h"
#include "http/response.h"

namespace lockspire::endpoints {

// OIDC Discovery 4.2: 200, application/json, and no empty list.
http::Response public_document(const http::Request& request, const Services& services,
                               std::string_view content_type, std::string text);

}  // namespace lockspire::endpoints
