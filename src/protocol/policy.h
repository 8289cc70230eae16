// Lifetimes, names and switches that the rules read: one struct, safe defaults, no parsing (that is
// ops/config). Does not change while a program runs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"

namespace lockspire {

enum class TokenFormat { kJwt, kOpaque };

struct Policy {
  // The issuer identifier, exactly as clients compare it; no trailing slash.
  std::string issuer;
  // Its scheme, host and port: the host's own origin.
  std::string origin;
  // Its path: below it hang the endpoints. May be empty.
  std::string mount;
  bool secure = true;  // https: Secure cookies with the __Host- prefix

  // A path on the host's origin; may have a query.
  std::string login_path = "/login";
  std::string logout_path = "/logout";

  // Scopes known here and their words for the consent page. Always has openid.
  std::map<std::string, std::string> scopes;

  Seconds code_lifetime{60};
  Seconds access_lifetime{600};
  Seconds id_token_lifetime{600};
  Seconds refresh_lifetime{30 * 86'400};
  Seconds refresh_cap{180 * 86'400};
  Seconds refresh_grace{10};
  // Whether a request with openid gets a refresh token only when offline_access was approved.
  bool refresh_token_needs_offline_access = true;
  TokenFormat access_format = TokenFormat::kJwt;
  Seconds interaction_lifetime{1'800};

  Seconds session_max_lifetime{3'600};
  // The `iss` that the host's session cookie must carry.
  std::string session_issuer;
  // Whether prompt=none without a session cookie goes by the login path once, where a host that
  // still knows the person sets the cookie anew and shows nothing.
  bool silent_refresh = false;
  // Whether the end of a session ends also what was granted with offline_access.
  bool end_offline_access = false;

  // Whether the secrets of client_secret_jwt can be opened here, so that clients may have it.
  bool client_secret_jwt = false;

  // Hosts and ports, as `host:port`, that outbound requests may go to though they are private or of
  // another port than 443.
  std::vector<std::string> allow_private;

  // How long clients may cache discovery and JWKS.
  Seconds metadata_max_age{300};
};

}  // namespace lockspire
