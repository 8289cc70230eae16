#include "ops/live/site.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/digest.h"

namespace lockspire::ops::live {
namespace {

constexpr Seconds kLifetime{120};

}  // namespace

Visitor Site::signed_in() const {
  const Instant now = who.clock.now();
  const host::NewSession session{.sub = client->subject(),
                                 .sid = client->subject(),
                                 .auth_time = now,
                                 .acr = std::nullopt,
                                 .amr = {},
                                 .claims = R"({"name":"Nobody"})",
                                 .lifetime = std::min(kLifetime, rules.max_lifetime)};
  Visitor visitor(way);
  visitor.set_cookie(rules.cookie_name, host::mint_session(session, rules, now).reveal());
  return visitor;
}

Headers Site::as_client() const {
  const std::string credentials = client->id().text() + ":" + client->secret().reveal();
  return {{"Authorization", "Basic " + base64(credentials)}};
}

std::string Site::authorize(const Parameters& changes) const {
  Parameters query{{"client_id", client->id().text()},
                   {"redirect_uri", std::string(kCallback)},
                   {"response_type", "code"},
                   {"scope", "openid"},
                   {"state", std::string(kState)},
                   {"nonce", std::string(kNonce)},
                   {"code_challenge", base64url(sha256(kVerifier))},
                   {"code_challenge_method", "S256"}};
  for (const auto& [name, value] : changes) {
    const auto found = std::ranges::find(query, name, &Parameter::first);
    if (found == query.end()) {
      query.emplace_back(name, value);
    } else {
      found->second = value;
    }
  }
  std::erase_if(query, [](const Parameter& parameter) { return parameter.second.empty(); });
  return url("/authorize?") + encode_parameters(query);
}

}  // namespace lockspire::ops::live
