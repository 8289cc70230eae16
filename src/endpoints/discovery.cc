#include "protocol/discovery.h"

#include "endpoints/endpoints.h"
#include "endpoints/public_document.h"

namespace lockspire::endpoints {

http::Response discovery(const http::Request& request, Services& services) {
  return public_document(request, services, "application/json",
                         discovery_document(services.policy, *services.keys.current()));
}

}  // namespace lockspire::endpoints
