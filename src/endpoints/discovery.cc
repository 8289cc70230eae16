#include "endpoints/endpoints.h"
#include "endpoints/public_document.h"
#include "endpoints/refusal.h"
#include "protocol/guard/metadata.h"

namespace lockspire::endpoints {
namespace {

// RFC 9728 3.1: what hangs below the well-known path is the path of a resource.
bool is_of_resource(const http::Request& request) {
  return request.path.starts_with(guard::kMetadataPath);
}

http::Response describe_resource(const http::Request& request, const Services& services) {
  auto document =
      services.routes == nullptr
          ? std::nullopt
          : guard::metadata_at(request.path, request.host, *services.routes, services.policy);
  if (!document) {
    return error_json(404, {ErrorCode::kInvalidRequest, "there is no such resource",
                            "metadata.unknown_resource"});
  }
  // RFC 9728 3.2: 200 and application/json.
  return public_document(request, services, "application/json", *std::move(document));
}

}  // namespace

// RFC 9700 2.6 #metadata: metadata is published.
http::Response discovery(const http::Request& request, Services& services) {
  if (is_of_resource(request)) return describe_resource(request, services);
  const auto keys = services.keys.current();
  std::string document = services.discovery == nullptr
                             ? discovery_document(services.policy, *keys)
                             : services.discovery->document(services.policy, keys);
  return public_document(request, services, "application/json", std::move(document));
}

}  // namespace lockspire::endpoints
