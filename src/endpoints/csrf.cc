#include "endpoints/csrf.h"

#include <string>
#include <utility>

#include "base/secret.h"

namespace lockspire::endpoints {

// RFC 6819 5.3.5 in our own words: only our page, in this browser, for this account, may answer.
Result<Done> check_own_form(const http::Request& request, const http::Form& form,
                            const Policy& policy, std::string_view expected, Literal reason) {
  const auto refused = [&](std::string detail) {
    return fail(OAuthError{ErrorCode::kInvalidRequest, "the answer did not come from our own page",
                           reason, std::move(detail), /*alert=*/true});
  };
  // Browsers send `null` with our forms, because of Referrer-Policy: no-referrer.
  const bool foreign =
      !request.origin.empty() && request.origin != "null" && request.origin != policy.origin;
  if (foreign) return refused("Origin is " + request.origin);
  const std::string& site = request.sec_fetch_site;
  if (!site.empty() && site != "same-origin" && site != "none") {
    return refused("Sec-Fetch-Site is " + site);
  }
  const auto token = form.one("csrf_token");
  if (!token || !*token || !equal_in_constant_time(**token, expected)) {
    return refused("csrf_token does not match");
  }
  return Done{};
}

}  // namespace lockspire::endpoints
