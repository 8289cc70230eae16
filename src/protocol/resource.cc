#include "protocol/resource.h"

namespace lockspire {

Result<Words> parse_resources(const http::Form& form, const Policy& policy) {
  TRY_ASSIGN(const Words asked, form.all("resource"));
  for (const std::string& resource : asked) {
    // RFC 8707 2: an unknown resource is invalid_target.
    if (resource != policy.issuer) {
      return fail(ErrorCode::kInvalidTarget, "resource is unknown", "resource.unknown",
                  "resource: " + resource);
    }
  }
  return unite({}, asked);
}

Words audience_of(const Words& resources, const Policy& policy) {
  return resources.empty() ? Words{policy.issuer} : resources;
}

}  // namespace lockspire
