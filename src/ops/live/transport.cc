// TLS, and what the programs say about cookies that people really bring.
#include "ops/live/site.h"
#include "store/refusals.h"

namespace lockspire::ops::live {
namespace {

// RFC 6797 7.2: over https only.
Finding hsts(const Site& site) {
  const Answer answer = site.visitor().get(site.url("/jwks"));
  if (answer.header("strict-transport-security").starts_with("max-age=")) {
    return ok("live.hsts", "browsers are told to come by https only");
  }
  return warning("live.hsts", "browsers are not told to come by https only",
                 "no Strict-Transport-Security",
                 "take lockspire-http.conf as it is: it sets $lockspire_hsts; or set the header "
                 "for the whole site");
}

// The same path, asked without TLS: nothing but a way to https may come.
Finding no_plain_http(const Site& site) {
  Way plain = site.way;
  plain.origin.replace(0, std::string_view("https").size(), "http");
  plain.options.rules.allow_http = true;
  const Answer answer = Visitor(plain).get(site.url("/.well-known/openid-configuration"));
  if (answer.status == 0 || answer.status >= 400 ||
      answer.header("location").starts_with("https://")) {
    return ok("live.plain_http", "nothing is served without TLS");
  }
  return error("live.plain_http", "the endpoints are served without TLS too", answer.what_came(),
               "include lockspire-server.conf in the server with TLS only; let the one on port 80 "
               "return 301 https://$host$request_uri");
}

constexpr Seconds kRecently{86'400};

struct SeamWords {
  std::string_view reason;
  const char* summary;
  const char* fix;
};

constexpr SeamWords kSeam[] = {
    {"session.bad_mac", "the host signs its cookie with another secret",
     "let the host read the file that [session] secrets names, and restart it"},
    {"session.unknown_kid", "the host's cookie names a secret that is not configured",
     "let the host's kid be a name of [session] secrets"},
    {"session.bad_iss", "the host's cookie has another iss",
     "let iss be [session] issuer: the site's origin"},
    {"session.bad_aud", "the host's cookie is for another issuer",
     "let aud be `issuer`, byte by byte"},
    {"session.from_the_future", "the host's clock is ahead",
     "set the clocks: timedatectl set-ntp true"},
    {"session.too_long", "the host's cookie lives too long",
     "let exp - iat be at most [session] max_lifetime"},
    {"session.duplicate_cookie", "browsers hold two session cookies",
     "set the cookie with Path=/ and without Domain, and clear the other one"},
};

}  // namespace

Findings check_transport(const Site& site) {
  if (!site.seen.secure) return {ok("live.transport", "a loopback issuer needs no TLS")};
  return {hsts(site), no_plain_http(site)};
}

Findings check_cookies_seen(const Site& site) {
  const Instant since = site.who.clock.now() - kRecently;
  Findings findings;
  for (const SeamWords& words : kSeam) {
    const auto seen = site.who.store.read(
        [&](store::Reader& db) { return store::count_refusals(db, words.reason, since); });
    if (seen.count == 0) continue;
    findings.push_back(warning("live.cookies", words.summary,
                               std::to_string(seen.count) +
                                   " requests since yesterday, the last: lockspire explain " +
                                   seen.last->text(),
                               words.fix));
  }
  if (findings.empty())
    findings.push_back(ok("live.cookies", "no cookie of the host was refused since yesterday"));
  return findings;
}

}  // namespace lockspire::ops::live
