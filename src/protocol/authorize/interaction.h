// An authorization request that waits for a person: its id in URLs, the cookie that ties it to one
// browser, and the CSRF token of its form.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/opaque.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "host/session.h"
#include "protocol/authorize/request.h"
#include "protocol/policy.h"
#include "store/interactions.h"

namespace lockspire {

// Interactions kept open in one browser; the oldest give way.
constexpr std::size_t kMaxInteractionCookies = 8;

struct NewInteraction {
  store::Interaction row;
  Secret id;              // stands in URLs
  Secret browser_secret;  // stands in the cookie only
};

NewInteraction make_interaction(const ReturnAddress& address, const AuthorizeRequest& request,
                                const Client& client, const Policy& policy, Random& random,
                                std::int64_t unix_ms);

// What every interaction cookie's name begins with.
std::string interaction_cookie_prefix(const Policy& policy);
std::string interaction_cookie_name(const Policy& policy, const Selector& interaction_id);

// An interaction that is pending and belongs to this browser.
struct OpenInteraction {
  store::Interaction row;
  std::string id;         // as it stands in the URL
  Secret browser_secret;  // of the cookie
};

// The error is for a page: unknown, finished, expired, or started by another browser.
Result<OpenInteraction> open_interaction(std::string_view id, std::string_view cookie_header,
                                         store::Reader& db, const Policy& policy, Instant now);

// Bound to the interaction, the account and the host's session (not to the cookie's bytes, which
// the host may renew): HMAC under the browser's secret, which the database does not hold.
std::string csrf_token(const OpenInteraction& interaction, const host::Session& session);

// The path of the interaction below the origin.
std::string interaction_path(const Policy& policy, std::string_view id);

}  // namespace lockspire
