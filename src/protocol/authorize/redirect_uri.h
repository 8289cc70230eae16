// RFC 6749 3.1.2: matching redirect_uri, the only licence to redirect.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "protocol/client.h"

namespace lockspire {

// Who holds one has it from match_redirect_uri(): there is no flag and no second check.
class RedirectTarget {
 public:
  [[nodiscard]] const std::string& uri() const { return uri_; }

 private:
  friend Result<RedirectTarget> match_redirect_uri(const Client& client, std::string_view uri);
  explicit RedirectTarget(std::string_view uri) : uri_(uri) {}
  std::string uri_;
};

// Byte-exact, but the port of a loopback URI of a public client. The error is for a page, never for
// a redirect.
Result<RedirectTarget> match_redirect_uri(const Client& client, std::string_view uri);

// RFC 8252 7.3: http on 127.0.0.1, [::1] or localhost.
bool is_loopback_uri(std::string_view uri);

// RFC 8252 8.6: whether another app on the device could stand at this URI.
bool is_claimable_by_others(std::string_view uri);

// What a person should see of it: the host, else the scheme.
std::string redirect_host(std::string_view uri);

}  // namespace lockspire
