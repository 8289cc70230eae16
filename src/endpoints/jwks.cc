#include "endpoints/endpoints.h"
#include "endpoints/public_document.h"

namespace lockspire::endpoints {

http::Response jwks(const http::Request& request, Services& services) {
  return public_document(request, services, "application/json", services.keys.current()->jwks());
}

}  // namespace lockspire::endpoints
