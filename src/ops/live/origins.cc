// What pages of other origins may read (CORS).
#include <array>

#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

const char* const kFix =
    "take add_header Access-Control-Allow-Origin and the like out of what lies between: the "
    "programs say "
    "themselves who may read what";

// The public documents are for everybody.
Finding open_to_all(const Site& site) {
  for (const char* path : {"/.well-known/openid-configuration", "/jwks"}) {
    const Answer answer = site.visitor().get(site.url(path), {{"Origin", std::string(kStranger)}});
    if (answer.header("access-control-allow-origin") == "*" &&
        answer.count("access-control-allow-origin") == 1)
      continue;
    return error("live.cors_documents", "apps in browsers cannot read the public documents",
                 answer.what_came() + "\nAccess-Control-Allow-Origin: " +
                     answer.header("access-control-allow-origin"),
                 kFix);
  }
  return ok("live.cors_documents", "apps in browsers can read the public documents");
}

// What tokens and pages say is for registered apps, or for nobody.
Finding closed_to_strangers(const Site& site) {
  const Headers stranger{{"Origin", std::string(kStranger)}};
  Visitor visitor = site.visitor();
  const std::array answers{visitor.post(site.url("/token"), {}, stranger),
                           visitor.get(site.url("/userinfo"), stranger),
                           visitor.get(site.url("/authorize"), stranger),
                           visitor.get(site.url("/account/apps"), stranger)};
  for (const Answer& answer : answers) {
    if (answer.count("access-control-allow-origin") == 0 &&
        answer.count("access-control-allow-credentials") == 0)
      continue;
    return error("live.cors_closed", "pages of strangers may read answers that are not for them",
                 answer.what_came() + "\nAccess-Control-Allow-Origin: " +
                     answer.header("access-control-allow-origin"),
                 kFix);
  }
  return ok("live.cors_closed", "pages of strangers read nothing that is not public");
}

}  // namespace

Findings check_origins(const Site& site) {
  return {open_to_all(site), closed_to_strangers(site)};
}

}  // namespace lockspire::ops::live
