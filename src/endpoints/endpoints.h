// One function an endpoint: the story of a request, told by the rules of protocol/.
#pragma once

#include "endpoints/services.h"
#include "http/request.h"
#include "http/response.h"

namespace lockspire::endpoints {

// <mount>/authorize, <mount>/interactions/ID and <mount>/interactions/ID/complete
http::Response authorize(const http::Request& request, Services& services);
// <mount>/account/apps
http::Response account(const http::Request& request, Services& services);
http::Response token(const http::Request& request, Services& services);
http::Response revoke(const http::Request& request, Services& services);
http::Response introspect(const http::Request& request, Services& services);
http::Response userinfo(const http::Request& request, Services& services);
http::Response jwks(const http::Request& request, Services& services);
// <mount>/metrics
http::Response metrics(const http::Request& request, Services& services);
http::Response discovery(const http::Request& request, Services& services);

}  // namespace lockspire::endpoints
