#include "ops/sessions.h"

#include "http/cookie.h"
#include "store/ended_sessions.h"
#include "store/grants.h"

namespace lockspire::ops {
namespace {

constexpr std::string_view kReason = "session.ended";

store::OfflineGrants offline_grants(const Operator& who) {
  return who.policy.end_offline_access ? store::OfflineGrants::kEnded : store::OfflineGrants::kKept;
}

store::SessionEnd end_now(const Operator& who) {
  const Instant now = who.clock.now();
  return {.ended_at = now, .expires_at = now + host::kClockSkew + who.policy.session_max_lifetime};
}

std::string words_of(std::int64_t grants_ended) {
  return "grants ended: " + std::to_string(grants_ended);
}

}  // namespace

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

Outcome<EndedSessions> end_session(const Operator& who, const std::string& sid) {
  if (!host::is_session_id(sid)) return refused("a sid has 1 to 255 printable ASCII characters");
  const store::SessionEnd end = end_now(who);
  return who.store.transact([&](store::Transaction& tx) -> Outcome<EndedSessions> {
    store::end_session(tx, sid, end);
    const std::int64_t ended =
        store::revoke_grants_of_session(tx, sid, offline_grants(who), kReason, end.ended_at);
    record(tx, who, {.event = "session.ended", .detail = "sid " + sid + "; " + words_of(ended)});
    return EndedSessions{ended, end.expires_at};
  });
}

Outcome<EndedSessions> end_sessions_of(const Operator& who, const Subject& sub) {
  if (!host::is_session_id(sub.text())) {
    return refused("a sub has 1 to 255 printable ASCII characters");
  }
  const store::SessionEnd end = end_now(who);
  return who.store.transact([&](store::Transaction& tx) -> Outcome<EndedSessions> {
    store::end_sessions_of(tx, sub, end);
    const std::int64_t ended =
        store::revoke_grants_of_account(tx, sub, offline_grants(who), kReason, end.ended_at);
    record(tx, who,
           {.event = "session.ended", .sub = sub, .detail = "all sessions; " + words_of(ended)});
    return EndedSessions{ended, end.expires_at};
  });
}

}  // namespace lockspire::ops
