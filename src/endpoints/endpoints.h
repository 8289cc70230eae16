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
// What nginx asks about each request to a protected route (auth_request): 200, 401 or 403.
http::Response guard(const http::Request& request, Services& services);
// With the metadata of protected resources.
http::Response discovery(const http::Request& request, Services& services);

}  // namespace lockspire::endpoints
