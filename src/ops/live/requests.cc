// What an attacker tries at the authorization endpoint: without PKCE, and with a redirect URI that
// is almost the registered one.
#include <array>

#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

const char* const kProgramFix =
    "this is decided by the program: run the release that this command belongs to, and let nothing "
    "between it and the visitor rewrite queries";

Finding pkce(const Site& site, const std::string& how, const Parameters& changes) {
  const Answer answer = site.visitor().get(site.authorize(changes));
  const std::string location = answer.header("location");
  const bool refused = answer.redirects() && location.starts_with(kCallback) &&
                       parameter_of(location, "error") == "invalid_request" &&
                       parameter_of(location, "code").empty();
  if (refused) return ok("live.pkce", "refused: a request " + how);
  return error("live.pkce", "not refused as it should be: a request " + how, answer.what_came(),
               kProgramFix);
}

// RFC 9700 4.1.3: exact comparison, and no redirect to what is not proven.
constexpr std::array<std::string_view, 9> kAlmost{
    "https://lockspire-verify.invalid/callback/",
    "https://lockspire-verify.invalid/callback?x=1",
    "https://lockspire-verify.invalid/callback/../callback",
    "https://lockspire-verify.invalid/Callback",
    "https://lockspire-verify.invalid:444/callback",
    "https://stranger.lockspire-verify.invalid/callback",
    "https://lockspire-verify.invalid@stranger.invalid/callback",
    "http://lockspire-verify.invalid/callback",
    "https://stranger.invalid/callback",
};

bool stays_on_page(const Answer& answer) {
  return answer.status == 400 && answer.header("location").empty() &&
         answer.header("refresh").empty();
}

Finding exactness(const Site& site) {
  Visitor visitor = site.visitor();
  std::string followed;
  const auto attempt = [&](const Parameters& changes, std::string_view what) {
    const Answer answer = visitor.get(site.authorize(changes));
    if (!stays_on_page(answer))
      followed += (followed.empty() ? "" : "\n") + std::string(what) + ": " + answer.what_came();
  };
  for (const std::string_view uri : kAlmost) attempt({{"redirect_uri", std::string(uri)}}, uri);
  attempt({{"redirect_uri", ""}}, "no redirect_uri");
  attempt({{"client_id", "lockspire-verify-nobody"}}, "an unknown client");
  if (followed.empty())
    return ok("live.redirect_uri", "no redirect leads to a URI that is not registered");
  return error("live.redirect_uri",
               "what is no registered redirect URI gets more than an error page", followed,
               kProgramFix);
}

}  // namespace

Findings check_requests(const Site& site) {
  return {pkce(site, "without PKCE", {{"code_challenge", ""}, {"code_challenge_method", ""}}),
          pkce(site, "with the challenge method plain", {{"code_challenge_method", "plain"}}),
          exactness(site)};
}

}  // namespace lockspire::ops::live
