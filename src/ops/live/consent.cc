// The consent page as the browser of somebody who is signed in gets it, and as an attacker wants
// it.
#include <array>

#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

struct Wanted {
  std::string_view name;
  std::string_view part;
};

constexpr std::array kHeaders{
    Wanted{"cache-control", "no-store"},
    Wanted{"content-security-policy", "default-src 'none'"},
    Wanted{"content-security-policy", "frame-ancestors 'none'"},
    Wanted{"content-security-policy", "base-uri 'none'"},
    Wanted{"x-frame-options", "DENY"},
    Wanted{"x-content-type-options", "nosniff"},
    Wanted{"referrer-policy", "no-referrer"},
};

Finding refused_session(const Answer& answer, const Site& site) {
  const std::string path = path_on_site(answer.header("location"), site.seen.origin).value_or("");
  if (!path.starts_with(site.seen.login_path)) {
    return error("live.consent", "no consent page is shown to who is signed in", answer.what_came(),
                 "look up the request: lockspire explain " + answer.header("x-request-id"));
  }
  return error("live.session_secret",
               "the programs refuse a cookie that the configured session secret signed",
               "the visitor was sent to the login; lockspire explain " +
                   answer.header("x-request-id") + " says why",
               "restart the programs after a change of [session] secrets or of the file; "
               "`lockspire` and the programs "
               "must read one lockspire.toml, and the host the same file: " +
                   site.config.session_secrets.front().path);
}

Finding headers(const Answer& page, std::string_view code, std::string_view what) {
  std::string wrong;
  for (const Wanted& wanted : kHeaders) {
    const bool right = page.header(wanted.name).find(wanted.part) != std::string::npos;
    if (!right)
      wrong += (wrong.empty() ? "" : "\n") + std::string(wanted.name) + " lacks " +
               std::string(wanted.part);
    if (right && page.count(wanted.name) > 1)
      wrong += (wrong.empty() ? "" : "\n") + std::string(wanted.name) + " is there twice";
  }
  if (wrong.empty())
    return ok(std::string(code), std::string(what) + " cannot be framed, stored or scripted");
  return error(std::string(code), std::string(what) + " lacks what protects it", wrong,
               "take add_header, proxy_hide_header and more_set_headers for these names out of "
               "what lies between");
}

// RFC 6749 10.12: only the page's own form may answer for the person.
Finding forged_answer(Visitor& visitor, const Answer& page, const Site& site) {
  const std::string action = attribute_in(page.body, "action=\"");
  const Answer without = visitor.post(action, {{"decision", "approve"}});
  const Answer foreign =
      visitor.post(action,
                   {{"decision", "approve"},
                    {"csrf_token", attribute_in(page.body, "name=\"csrf_token\" value=\"")}},
                   {{"Origin", std::string(kStranger)}});
  for (const Answer* answer : {&without, &foreign}) {
    if (answer->status == 400 && answer->header("location").empty()) continue;
    return error("live.csrf", "a forged answer to the consent page is not refused",
                 answer->what_came(),
                 "let nginx pass Origin and Cookie on as the visitor sent them");
  }
  (void)site;
  return ok("live.csrf", "only the page's own form can say yes");
}

Finding style(Visitor& visitor, const Answer& page) {
  const std::string href = attribute_in(page.body, "rel=\"stylesheet\" href=\"");
  const Answer answer = visitor.get(href.empty() ? "/" : href);
  if (answer.status == 200 && answer.header("content-type").starts_with("text/css")) {
    return ok("live.style", "the page has its style sheet");
  }
  return warning("live.style", "the page looks bare: its style sheet does not come",
                 answer.what_came(),
                 "let the assets location of lockspire-server.conf name the installed folder, "
                 "readable by nginx");
}

}  // namespace

Findings check_consent(const Site& site) {
  Visitor visitor = site.signed_in();
  const Answer start = visitor.get(site.authorize());
  const auto path = path_on_site(start.header("location"), site.seen.origin);
  if (!start.redirects() || !path || !path->starts_with(site.url("/interactions/"))) {
    return {refused_session(start, site)};
  }
  const Answer page = visitor.get(*path);
  if (page.status != 200 || !page.has("data-page=\"consent\"")) {
    return {error("live.consent", "no consent page is shown to who is signed in", page.what_came(),
                  "look up the request: lockspire explain " + page.header("x-request-id"))};
  }
  const Answer refusal = visitor.get(site.authorize({{"redirect_uri", ""}}));
  return {ok("live.session_secret", "the programs take a cookie that the configured secret signed"),
          headers(page, "live.consent_headers", "the consent page"),
          headers(refusal, "live.error_headers", "the error page"),
          forged_answer(visitor, page, site), style(visitor, page)};
}

}  // namespace lockspire::ops::live
