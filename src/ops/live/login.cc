// Where somebody who is not signed in is sent, and what ties the way back to one browser.
#include <algorithm>
#include <vector>

#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

constexpr int kMostHops = 5;

// Attributes of a Set-Cookie, in lower case, without blanks.
std::vector<std::string> attributes_of(std::string_view line) {
  std::vector<std::string> out;
  for (auto at = line.find(';'); at != std::string_view::npos;) {
    const auto end = line.find(';', at + 1);
    std::string word;
    for (const char c : line.substr(at + 1, end == std::string_view::npos ? end : end - at - 1)) {
      if (c != ' ') word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    out.push_back(std::move(word));
    at = end;
  }
  return out;
}

std::string interaction_cookie(const Answer& answer, const std::string& prefix) {
  for (const auto& header : answer.headers) {
    if (header.name == "set-cookie" && header.value.starts_with(prefix)) return header.value;
  }
  return "";
}

Finding cookie_flags(const Answer& answer, const Site& site) {
  const std::string prefix = std::string(site.seen.secure ? "__Host-" : "") + "lockspire_i_";
  const std::string cookie = interaction_cookie(answer, prefix);
  const auto attributes = attributes_of(cookie);
  std::string wrong;
  const auto want = [&](const std::string& attribute) {
    if (std::ranges::find(attributes, attribute) == attributes.end()) wrong += " " + attribute;
  };
  for (const char* attribute : {"path=/", "httponly", "samesite=lax"}) want(attribute);
  if (site.seen.secure) want("secure");
  const bool has_domain = std::ranges::any_of(
      attributes, [](const std::string& attribute) { return attribute.starts_with("domain="); });
  if (!cookie.empty() && wrong.empty() && !has_domain) {
    return ok("live.cookie_flags", "the interaction's cookie has the right name and attributes");
  }
  return error("live.cookie_flags",
               "the cookie that ties a sign-in to one browser is not as it was set",
               cookie.empty() ? "no cookie named " + prefix + "..."
                              : "missing:" + wrong + (has_domain ? "; Domain is there" : ""),
               "take proxy_cookie_path, proxy_cookie_domain, proxy_cookie_flags and "
               "proxy_hide_header out of what "
               "lies between, and send https to the visitor when the issuer is https");
}

Finding hand_off(const Answer& answer, const Site& site) {
  const std::string location = answer.header("location");
  const auto path = path_on_site(location, site.seen.origin);
  const std::string id = parameter_of(location, "interaction_id");
  const bool right = answer.redirects() && path && path->starts_with(site.seen.login_path) &&
                     !id.empty() &&
                     parameter_of(location, "return_to") == site.url("/interactions/") + id;
  if (right)
    return ok("live.login_bounce",
              "who is not signed in is sent to " + site.seen.login_path + ", with the way back");
  return error("live.login_bounce", "who is not signed in is not sent to the login",
               answer.what_came(),
               "set `login_path` to the site's login, restart the programs, and let nginx pass "
               "redirects on as they are");
}

// Goes on until a page is shown or the site is left.
Answer arrive(Visitor& visitor, std::string url, const Site& site, bool& left) {
  Answer answer;
  left = false;
  for (int hop = 0; hop < kMostHops; ++hop) {
    answer = visitor.get(url);
    if (answer.status < 300 || answer.status > 399) return answer;
    const auto next = path_on_site(answer.header("location"), site.seen.origin);
    left = !next;
    if (left) return answer;
    url = *next;
  }
  return answer;
}

Finding login_page(Visitor& visitor, const std::string& url, const Site& site) {
  bool left = false;
  const Answer answer = arrive(visitor, url, site, left);
  if (left) {
    return warning(
        "live.login_page", "the login leads to another site",
        uri_for_log(answer.header("location")),
        "nothing, when people sign in there and come back to return_to with the cookie set");
  }
  if (answer.status == 200)
    return ok("live.login_page", "the login shows a page: " + answer.asked.substr(4));
  if (answer.status == 400 && answer.has("data-page=\"login-required\"")) {
    return error(
        "live.login_page", "the login sends back who is not signed in", answer.what_came(),
        "let the login show its form, and set the session cookie before it goes to return_to");
  }
  return error("live.login_page", "there is no login at " + site.seen.login_path,
               answer.what_came(),
               "set `login_path` to where the site signs people in, and restart the programs");
}

// The host's own check of return_to. Silently, since nobody is signed in.
Finding open_redirect(const Site& site) {
  const std::string mark = site.seen.login_path.find('?') == std::string::npos ? "?" : "&";
  for (const char* target :
       {"//stranger.invalid/", "https://stranger.invalid/", "/\\stranger.invalid/"}) {
    const Answer answer = site.visitor().get(site.seen.login_path + mark +
                                             "prompt=none&return_to=" + percent_encode(target));
    const std::string location = answer.header("location");
    if (location.empty() || path_on_site(location, site.seen.origin)) continue;
    if (location.find("stranger.invalid") == std::string::npos) continue;
    return error("live.open_redirect", "the site's login leads wherever return_to says",
                 std::string("return_to=") + target + ": " + answer.what_came(),
                 "let the login go through safe_return_to() of the stub before it redirects");
  }
  return ok("live.open_redirect", "the login follows no return_to to another site");
}

// RFC 9700 4.7: the way back is one browser's.
Finding one_browser(const std::string& way_back, const Site& site) {
  const Answer answer = site.signed_in().get(way_back);
  if (answer.status == 400 && answer.header("location").empty()) {
    return ok("live.one_browser", "another browser cannot take over a sign-in");
  }
  return error("live.one_browser", "a sign-in goes on in a browser that did not begin it",
               answer.what_came(),
               "let nothing add cookies to requests, or cache what hangs below " +
                   site.url("/interactions/"));
}

// An unsigned token: the oldest trick there is.
Finding forged(const Site& site) {
  Visitor visitor = site.visitor();
  visitor.set_cookie(site.rules.cookie_name,
                     "eyJhbGciOiJub25lIiwidHlwIjoibG9ja3NwaXJlLXNlc3Npb24rand0In0.e30.");
  const Answer answer = visitor.get(site.authorize());
  const auto path = path_on_site(answer.header("location"), site.seen.origin);
  if (path && path->starts_with(site.seen.login_path))
    return ok("live.forged_session", "a forged session cookie counts for nothing");
  return error("live.forged_session", "a forged session cookie is not sent to the login",
               answer.what_came(),
               "let nginx pass the visitor's own Cookie header on, and nothing in its place");
}

Finding silent(const Site& site) {
  if (!site.config.policy.silent_refresh) return ok("live.silent_refresh", "silent_refresh is off");
  const std::string way_back = site.url("/interactions/none");
  const std::string mark = site.seen.login_path.find('?') == std::string::npos ? "?" : "&";
  const Answer answer = site.visitor().get(site.seen.login_path + mark +
                                           "prompt=none&return_to=" + percent_encode(way_back));
  const std::string location = answer.header("location");
  if (path_on_site(location, site.seen.origin) == way_back + "?error=login_required") {
    return ok("live.silent_refresh",
              "asked silently, the login shows nothing and says login_required");
  }
  return error("live.silent_refresh", "asked silently, the login does not give up",
               answer.what_came(),
               "let the login answer prompt=none by give_up(return_to, 'login_required') of the "
               "stub, or set "
               "[session] silent_refresh = false");
}

}  // namespace

Findings check_login(const Site& site) {
  Visitor visitor = site.visitor();
  const Answer answer = visitor.get(site.authorize());
  Findings findings{hand_off(answer, site)};
  if (findings.front().severity == Severity::kError) return findings;
  const std::string location = answer.header("location");
  findings.push_back(cookie_flags(answer, site));
  findings.push_back(one_browser(parameter_of(location, "return_to"), site));
  findings.push_back(login_page(visitor, location, site));
  findings.push_back(open_redirect(site));
  findings.push_back(silent(site));
  findings.push_back(forged(site));
  return findings;
}

}  // namespace lockspire::ops::live
