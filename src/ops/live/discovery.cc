// The documents that clients read first: the same in three places, and true.
#include <set>

#include "jose/jwk.h"
#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

constexpr std::string_view kOpenId = "/.well-known/openid-configuration";
constexpr std::string_view kOAuth = "/.well-known/oauth-authorization-server";

const char* const kIncludeFix =
    "include lockspire-server.conf at server level, where the issuer's host is served, and let no "
    "other "
    "location of yours take this path";

Finding compare(const Answer& first, const Answer& other) {
  const std::string where = other.asked.substr(other.asked.find(' ') + 1);
  if (other.status != 200 || !other.json()) {
    return error("live.well_known", "clients that look at the root find nothing at " + where,
                 other.what_came(), kIncludeFix);
  }
  if (other.body != first.body) {
    return error("live.well_known", where + " says something else than " + first.asked.substr(4),
                 "two documents for one issuer", "let both locations pass to lockspire_discovery");
  }
  return ok("live.well_known", where + " is the same document");
}

// RFC 8414 2: every URL of the document is the issuer's own.
Finding endpoints_are_ours(JsonView document, const Site& site) {
  std::string strangers;
  for (const auto& [name, value] : document.members()) {
    const bool is_url = name.ends_with("_endpoint") || name == "jwks_uri";
    const auto url = value.string();
    if (!is_url || !url || url->starts_with(site.seen.issuer + "/")) continue;
    strangers += (strangers.empty() ? "" : "\n") + std::string(name) + ": " + std::string(*url);
  }
  if (strangers.empty()) return ok("live.endpoints", "every endpoint hangs below the issuer");
  return error("live.endpoints", "the document names endpoints elsewhere", strangers,
               "set `issuer` right, and let nothing rewrite the document on its way");
}

Finding pkce_is_announced(JsonView document) {
  const auto methods = document.strings("code_challenge_methods_supported");
  if (methods && methods->size() == 1 && methods->front() == "S256") {
    return ok("live.pkce_announced", "PKCE with S256 is announced");
  }
  return error("live.pkce_announced", "PKCE with S256, and nothing else, should be announced",
               methods ? "other methods are there" : "the member is missing",
               "pass the document on as it comes from the program");
}

std::string key_problem(JsonView key, std::set<std::string>& kids) {
  std::string problem;
  if (!jose::PublicKey::from_jwk(key, &problem)) return problem;
  const std::string kid(key.string("kid").value_or(""));
  if (kid.empty()) return "a key has no kid";
  if (!kids.insert(kid).second) return "kid " + kid + " stands there twice";
  return "";
}

}  // namespace

Findings check_discovery(const Site& site) {
  Visitor visitor = site.visitor();
  const Answer first = visitor.get(site.url(kOpenId));
  const auto document = first.json();
  if (!document) return {};  // check_reach says so
  Findings findings{endpoints_are_ours(document->view(), site),
                    pkce_is_announced(document->view())};
  findings.push_back(compare(first, visitor.get(std::string(kOAuth) + site.seen.mount)));
  if (!site.seen.mount.empty()) {
    findings.push_back(compare(first, visitor.get(std::string(kOpenId) + site.seen.mount)));
  }
  return findings;
}

Findings check_keys(const Site& site) {
  const Answer answer = site.visitor().get(site.url("/jwks"));
  const auto document = answer.json();
  if (answer.status != 200 || !document) {
    return {error("live.jwks", "clients cannot read the keys", answer.what_came(),
                  "let `location = " + site.url("/jwks") +
                      "` pass to lockspire_jwks, and start that program")};
  }
  const auto keys = document->view().member("keys");
  std::set<std::string> kids;
  std::string problems;
  for (const JsonView& key : keys ? keys->items() : std::vector<JsonView>()) {
    const std::string problem = key_problem(key, kids);
    if (!problem.empty()) problems += (problems.empty() ? "" : "\n") + problem;
  }
  if (kids.empty() && problems.empty()) problems = "the set is empty";
  if (!problems.empty()) {
    return {error("live.jwks", "the published keys cannot be used", problems,
                  "look at `lockspire key list`; `lockspire key generate` makes one")};
  }
  return {
      ok("live.jwks", std::to_string(kids.size()) + " public keys, each with a kid of its own")};
}

}  // namespace lockspire::ops::live
