#include "endpoints/endpoints.h"
#include "endpoints/public_document.h"

namespace lockspire::endpoints {

// RFC 9700 2.6 #metadata: metadata is published.
http::Response discovery(const http::Request& request, Services& services) {
  const auto keys = services.keys.current();
  std::string document = services.discovery == nullptr
                             ? discovery_document(services.policy, *keys)
                             : services.discovery->document(services.policy, keys);
  return public_document(request, services, "application/json", std::move(document));
}

}  // namespace lockspire::endpoints
