// RFC 9728: what a protected resource says about itself, made from the table that guards it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/guard/route.h"
#include "protocol/policy.h"

namespace lockspire::guard {

inline constexpr std::string_view kMetadataPath = "/.well-known/oauth-protected-resource";

// RFC 9728 3.1: the well-known path stands between the host and the path of the resource.
std::string metadata_url(std::string_view resource);

// The document at this path of this host (a Host header): of the resource whose metadata URL that
// is, or, when none has this host, of one with this path. nullopt when no route has such a
// resource.
std::optional<std::string> metadata_at(std::string_view path, std::string_view host,
                                       const RouteTable& routes, const Policy& policy);

}  // namespace lockspire::guard
