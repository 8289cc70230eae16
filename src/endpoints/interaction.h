// An interaction's own pages: resume after the login, consent, and its answer.
#pragma once

#include <string_view>

#include "endpoints/services.h"
#include "http/request.h"
#include "http/response.h"

namespace lockspire::endpoints {

// GET <mount>/interactions/ID
http::Response resume_interaction(const http::Request& request, Services& services,
                                  std::string_view id);

// POST <mount>/interactions/ID/complete
http::Response complete_interaction(const http::Request& request, Services& services,
                                    std::string_view id);

}  // namespace lockspire::endpoints
