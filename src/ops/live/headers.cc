// Headers that a visitor may send and nobody may believe, ids of requests, and answers that come
// twice.
#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

constexpr std::string_view kEvil = "stranger.invalid";

Headers spoofed() {
  const std::string host(kEvil);
  return {{"X-Forwarded-Host", host},           {"X-Forwarded-Proto", "http"},
          {"X-Forwarded-Prefix", "/stranger"},  {"X-Original-Url", "/stranger"},
          {"X-Rewrite-Url", "/stranger"},       {"Forwarded", "host=" + host + ";proto=http"},
          {"X-Http-Method-Override", "DELETE"}, {"X-Auth-Subject", "stranger"},
          {"X-Forwarded-For", "127.0.0.1"},     {"Proxy", "http://" + host}};
}

// RFC 9700 4.13: what a proxy says comes from the proxy.
Finding forwarded(const Site& site) {
  Visitor visitor = site.visitor();
  const Answer plain = visitor.get(site.url("/.well-known/openid-configuration"));
  const Answer document = visitor.get(site.url("/.well-known/openid-configuration"), spoofed());
  const Answer bounce = visitor.get(site.authorize(), spoofed());
  const std::string location = bounce.header("location");
  const auto path = path_on_site(location, site.seen.origin);
  const bool unmoved = document.body == plain.body && path &&
                       path->starts_with(site.seen.login_path) &&
                       location.find(kEvil) == std::string::npos;
  if (unmoved) return ok("live.forwarded", "no header of a visitor changes an answer");
  return error("live.forwarded", "a visitor's header changes what the site answers",
               document.what_came() + "\n" + bounce.what_came(),
               "include lockspire-params.conf as it is: it hands on what nginx knows itself; take "
               "real_ip_header and proxy headers for other places out of these locations");
}

Finding host_header(const Site& site) {
  const Answer answer = site.visitor().get(site.url("/.well-known/openid-configuration"),
                                           {{"Host", std::string(kEvil)}});
  if (!answer.has(kEvil) && answer.header("location").find(kEvil) == std::string::npos) {
    return ok("live.host_header", "another Host in a request leads nowhere");
  }
  return error(
      "live.host_header", "the Host of a request comes back in the answer", answer.what_came(),
      "name the hosts in server_name, give nginx a default server that answers 444, and let no "
      "rewrite use $http_host or $host");
}

Finding request_id(const Site& site) {
  const std::string mine = "0123456789abcdef0123456789abcdef";
  const Answer answer = site.visitor().get(site.url("/authorize"), {{"X-Request-Id", mine}});
  const std::string theirs = answer.header("x-request-id");
  if (!theirs.empty() && theirs != mine && answer.count("x-request-id") == 1 &&
      answer.has(theirs)) {
    return ok("live.request_id", "every answer has an id of nginx's own, and the page shows it");
  }
  return error(
      "live.request_id", "answers do not carry an id that explain could look up",
      theirs == mine ? "the visitor's own id came back"
                     : answer.what_came() + "\nX-Request-Id: " + theirs,
      "take add_header lines of your own out of these locations: lockspire-params.conf has "
      "add_header "
      "X-Request-Id $request_id always, and nginx inherits none where a location has its own");
}

// Two people, one answer: the worst that a cache can do.
Finding nothing_is_cached(const Site& site) {
  const std::string url = site.authorize();
  const std::string first = site.visitor().get(url).header("location");
  const std::string second = site.visitor().get(url).header("location");
  if (first != second || first.empty()) return ok("live.cache", "two visitors get two answers");
  return error(
      "live.cache", "two visitors get the same sign-in: something caches answers",
      "the same interaction_id twice",
      "set fastcgi_cache off (and proxy_cache off in what stands before) below " + site.url("/"));
}

}  // namespace

Findings check_headers(const Site& site) {
  return {forwarded(site), host_header(site), request_id(site), nothing_is_cached(site)};
}

}  // namespace lockspire::ops::live
