#include "ops/sessions.h"

#include "http/cookie.h"

namespace lockspire::ops {

Outcome<Secret> mint_session(const host::NewSession& session, const host::SessionRules& rules,
                             Instant now) {
  Secret token = host::mint_session(session, rules, now);
  const auto verified = host::verify_session(token.reveal(), rules, now);
  if (!verified) {
    std::string words(verified.error().reason.text());
    if (!verified.error().detail.empty()) words += ": " + verified.error().detail;
    return refused("such a session would count for nothing: " + words);
  }
  return token;
}

std::string set_cookie_header(const Secret& token, const host::SessionRules& rules, bool secure,
                              Seconds lifetime) {
  return http::print(
      {.name = rules.cookie_name, .value = token.reveal(), .max_age = lifetime, .secure = secure});
}

}  // namespace lockspire::ops
