#include "store/prune.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "store/remote_jwks.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInteractions = R"sql(
  DELETE FROM interactions WHERE interaction_id IN
    (SELECT interaction_id FROM interactions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2))sql";

constexpr std::string_view kAccessTokens = R"sql(
  DELETE FROM access_tokens WHERE selector IN
    (SELECT selector FROM access_tokens WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2))sql";

constexpr std::string_view kUsedJtis = R"sql(
  DELETE FROM used_jtis WHERE (client_id, jti_hash) IN
    (SELECT client_id, jti_hash FROM used_jtis WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2))sql";

constexpr std::string_view kEndedSessions = R"sql(
  DELETE FROM ended_sessions WHERE subject IN
    (SELECT subject FROM ended_sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2))sql";

constexpr std::string_view kThrottles = R"sql(
  DELETE FROM throttles WHERE subject IN
    (SELECT subject FROM throttles WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2))sql";

constexpr std::string_view kExpiredGrants = R"sql(
  SELECT grant_id FROM grants WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)sql";

constexpr std::string_view kRefreshTokens = R"sql(
  DELETE FROM refresh_tokens WHERE selector IN
    (SELECT selector FROM refresh_tokens WHERE grant_id = $1 LIMIT $2))sql";

constexpr std::string_view kCode = "DELETE FROM authorization_codes WHERE grant_id = $1";
constexpr std::string_view kGrant = "DELETE FROM grants WHERE grant_id = $1";

// No index: a client has two at most, and it is looked for rarely.
constexpr std::string_view kClientSecrets = R"sql(
  DELETE FROM client_secrets WHERE expires_at <= $1 AND (client_id, secret_id) IN
    (SELECT client_id, secret_id FROM client_secrets WHERE expires_at <= $1 LIMIT $2))sql";

// Ids of events are time-ordered, so the oldest are at the front and no index on `at` is needed.
constexpr std::string_view kAuditEvents = R"sql(
  DELETE FROM audit_events WHERE event_id IN
    (SELECT event_id FROM (SELECT event_id, at FROM audit_events ORDER BY event_id LIMIT $2)
      WHERE at <= $1))sql";

constexpr std::string_view kAnything = R"sql(
  SELECT EXISTS (SELECT 1 FROM interactions WHERE expires_at <= $1)
      OR EXISTS (SELECT 1 FROM access_tokens WHERE expires_at <= $1)
      OR EXISTS (SELECT 1 FROM grants WHERE expires_at <= $1)
      OR EXISTS (SELECT 1 FROM used_jtis WHERE expires_at <= $1)
      OR EXISTS (SELECT 1 FROM ended_sessions WHERE expires_at <= $1)
      OR EXISTS (SELECT 1 FROM throttles WHERE expires_at <= $1)
      OR EXISTS (SELECT 1 FROM (SELECT at FROM audit_events ORDER BY event_id LIMIT 1)
                  WHERE at <= $2))sql";

// How often tables without an index on their ends are looked at.
constexpr Seconds kRarePeriod{3'600};

struct RarelyLooked {
  Instant at{};
};

void prune_grants(Transaction& tx, Instant now, int budget, PruneResult& result) {
  std::vector<std::string> expired;
  {
    Query query = tx.query(kExpiredGrants, now, budget);
    while (query.step()) expired.push_back(query.text(0));
  }
  std::int64_t left = budget;
  for (const std::string& grant_id : expired) {
    const std::int64_t tokens = tx.execute(kRefreshTokens, grant_id, left);
    result.refresh_tokens += tokens;
    left -= tokens;
    // Another row of it may be left: the grant goes last, or nobody would find them.
    if (left <= 0) break;
    tx.execute(kCode, grant_id);
    result.grants += tx.execute(kGrant, grant_id);
  }
  result.more = result.more || left <= 0 || static_cast<int>(expired.size()) >= budget;
}

void prune_rarely(Transaction& tx, Instant now, int budget, PruneResult& result) {
  auto& looked = tx.local<RarelyLooked>();
  if (now >= looked.at && now - looked.at < kRarePeriod) return;
  result.client_secrets = tx.execute(kClientSecrets, now - kClientSecretRetention, budget);
  result.remote_jwks = delete_idle_remote_jwks(tx, now - kRemoteJwksRetention, budget);
  if (std::max(result.client_secrets, result.remote_jwks) < budget) {
    looked.at = now;
  } else {
    result.more = true;
  }
}

}  // namespace

PruneResult prune_now(Transaction& tx, Instant now, int budget) {
  PruneResult result;
  result.interactions = tx.execute(kInteractions, now, budget);
  result.access_tokens = tx.execute(kAccessTokens, now, budget);
  result.audit_events = tx.execute(kAuditEvents, now - kAuditRetention, budget);
  result.used_jtis = tx.execute(kUsedJtis, now, budget);
  result.ended_sessions = tx.execute(kEndedSessions, now, budget);
  result.throttles = tx.execute(kThrottles, now, budget);
  result.more = std::max({result.interactions, result.access_tokens, result.audit_events,
                          result.used_jtis, result.ended_sessions, result.throttles}) >= budget;
  prune_grants(tx, now, budget, result);
  prune_rarely(tx, now, budget, result);
  return result;
}

bool anything_to_prune(Reader& db, Instant now) {
  Query query = db.query(kAnything, now, now - kAuditRetention);
  return query.step() && query.boolean(0);
}

}  // namespace lockspire::store
