#include "endpoints/public_document.h"

#include "base/opaque.h"
#include "endpoints/cors.h"

namespace lockspire::endpoints {
namespace {

// RFC 9110 13.1.2: a list of entity tags, or *.
bool has_tag(std::string_view if_none_match, std::string_view tag) {
  return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

}  // namespace

// RFC 8414 3.2: 200 with application/json.
http::Response public_document(const http::Request& request, const Services& services,
                               std::string_view content_type, std::string text) {
  if (request.is("OPTIONS")) {
    http::Response response = preflight("GET, HEAD, OPTIONS");
    allow_any_origin(response);
    return response;
  }
  if (!request.is("GET") && !request.is("HEAD")) {
    return http::method_not_allowed("GET, HEAD, OPTIONS");
  }
  const std::string tag = "\"" + hash_of(text).text().substr(0, 22) + "\"";
  const bool unchanged = has_tag(request.if_none_match, tag);
  http::Response response(unchanged ? 304 : 200);
  response.header("Cache-Control",
                  "public, max-age=" + std::to_string(services.policy.metadata_max_age.count()));
  response.header("ETag", tag);
  allow_any_origin(response);
  response.header("X-Content-Type-Options", "nosniff");
  if (!unchanged) response.body(content_type, std::move(text));
  return response;
}

}  // namespace lockspire::endpoints
