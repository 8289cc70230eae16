// The rules of URIs that clients register (RFC 7591 2, RFC 8252 7, RFC 9700 4.1). Matching them at
// requests is another matter: protocol/authorize/redirect_uri.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/policy.h"

namespace lockspire {

// The rule that a redirect URI (or a post-logout one) breaks, as words that follow its name;
// nullopt when it may be registered.
std::optional<std::string_view> broken_redirect_uri_rule(std::string_view uri, bool public_client,
                                                         const Policy& policy);

// The same for a page that people are shown: client_uri, policy_uri, tos_uri, logo_uri.
std::optional<std::string_view> broken_page_uri_rule(std::string_view uri);

}  // namespace lockspire
