#include "store/grants.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO grants (grant_id, client_id, sub, sid, auth_time, acr, amr, scopes, resources,
                      claims_request, account_claims, created_at, capped_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql";

constexpr std::string_view kFind = R"sql(
  SELECT client_id, sub, sid, auth_time, acr, amr, scopes, resources, claims_request,
         account_claims, created_at, capped_at, expires_at, revoked_at, last_used_at
    FROM grants WHERE grant_id = $1)sql";

// The hour of the last use is enough for people, so that not every refresh writes the row.
constexpr Seconds kUsePrecision{3600};

constexpr std::string_view kExtend = R"sql(
  UPDATE grants
     SET expires_at = CASE WHEN expires_at < $2 THEN $3 ELSE expires_at END, last_used_at = $4
   WHERE grant_id = $1
     AND (expires_at < $2 OR last_used_at IS NULL OR last_used_at <= $5))sql";

constexpr std::string_view kRevoke = R"sql(
  UPDATE grants SET revoked_at = $3, revoked_reason = $2
   WHERE grant_id = $1 AND revoked_at IS NULL)sql";

constexpr std::string_view kRevokeOfAccount = R"sql(
  UPDATE grants SET revoked_at = $4, revoked_reason = $3
   WHERE sub = $1 AND client_id = $2 AND revoked_at IS NULL)sql";

constexpr std::string_view kRevokeOfClient = R"sql(
  UPDATE grants SET revoked_at = $3, revoked_reason = $2
   WHERE client_id = $1 AND revoked_at IS NULL)sql";

constexpr std::string_view kRevokeAll = R"sql(
  UPDATE grants SET revoked_at = $2, revoked_reason = $1 WHERE revoked_at IS NULL)sql";

constexpr std::string_view kLivePermissions = R"sql(
  SELECT client_id, scopes, resources, claims_request, MIN(created_at), MAX(last_used_at)
    FROM grants
   WHERE sub = $1 AND revoked_at IS NULL AND expires_at > $2
   GROUP BY client_id, scopes, resources, claims_request
   ORDER BY client_id
   LIMIT 1000)sql";

// LIKE knows _ as any character, hence the escape.
constexpr std::string_view kRevokeOfSession = R"sql(
  UPDATE grants SET revoked_at = $4, revoked_reason = $3
   WHERE sid = $1 AND revoked_at IS NULL
     AND ($2 = 1 OR ' ' || scopes || ' ' NOT LIKE '% offline\_access %' ESCAPE '\'))sql";

constexpr std::string_view kRevokeOfSubject = R"sql(
  UPDATE grants SET revoked_at = $4, revoked_reason = $3
   WHERE sub = $1 AND revoked_at IS NULL
     AND ($2 = 1 OR ' ' || scopes || ' ' NOT LIKE '% offline\_access %' ESCAPE '\'))sql";

}  // namespace

void insert_grant(Transaction& tx, const Grant& grant) {
  tx.execute(kInsert, grant.grant_id, grant.client_id, grant.sub, grant.sid, grant.auth_time,
             grant.acr, grant.amr, grant.scopes, grant.resources, grant.claims_request,
             grant.account_claims, grant.created_at, grant.capped_at, grant.expires_at);
}

std::optional<Grant> find_grant(Reader& db, const GrantId& grant_id) {
  auto row = db.query(kFind, grant_id);
  if (!row.step()) return std::nullopt;
  return Grant{.grant_id = grant_id,
               .client_id = ClientId(row.text(0)),
               .sub = Subject(row.text(1)),
               .sid = row.text(2),
               .auth_time = row.instant(3),
               .acr = row.optional_text(4),
               .amr = row.optional_text(5),
               .scopes = row.text(6),
               .resources = row.optional_text(7),
               .claims_request = row.optional_text(8),
               .account_claims = row.optional_text(9),
               .created_at = row.instant(10),
               .capped_at = row.instant(11),
               .expires_at = row.instant(12),
               .revoked_at = row.optional_instant(13),
               .last_used_at = row.optional_instant(14)};
}

bool GrantUse::changes(const Grant& grant) const {
  return grant.expires_at < needed || !grant.last_used_at ||
         *grant.last_used_at <= at - kUsePrecision;
}

void extend_grant(Transaction& tx, const GrantId& grant_id, const GrantUse& use) {
  tx.execute(kExtend, grant_id, use.needed, use.until, use.at, use.at - kUsePrecision);
}

bool revoke_grant(Transaction& tx, const GrantId& grant_id, std::string_view reason, Instant now) {
  return tx.execute(kRevoke, grant_id, reason, now) == 1;
}

std::int64_t revoke_grants_of(Transaction& tx, const Subject& sub, const ClientId& client_id,
                              std::string_view reason, Instant now) {
  return tx.execute(kRevokeOfAccount, sub, client_id, reason, now);
}

std::int64_t revoke_grants_of_client(Transaction& tx, const ClientId& client_id,
                                     std::string_view reason, Instant now) {
  return tx.execute(kRevokeOfClient, client_id, reason, now);
}

std::int64_t revoke_all_grants(Transaction& tx, std::string_view reason, Instant now) {
  return tx.execute(kRevokeAll, reason, now);
}

std::vector<LivePermission> list_live_permissions(Reader& db, const Subject& sub, Instant now) {
  std::vector<LivePermission> permissions;
  auto row = db.query(kLivePermissions, sub, now);
  while (row.step()) {
    permissions.push_back({.client_id = ClientId(row.text(0)),
                           .scopes = row.text(1),
                           .resources = row.optional_text(2),
                           .claims_request = row.optional_text(3),
                           .first_granted_at = row.instant(4),
                           .last_used_at = row.optional_instant(5)});
  }
  return permissions;
}

std::int64_t revoke_grants_of_session(Transaction& tx, std::string_view sid, OfflineGrants offline,
                                      std::string_view reason, Instant now) {
  return tx.execute(kRevokeOfSession, sid, offline == OfflineGrants::kEnded, reason, now);
}

std::int64_t revoke_grants_of_account(Transaction& tx, const Subject& sub, OfflineGrants offline,
                                      std::string_view reason, Instant now) {
  return tx.execute(kRevokeOfSubject, sub, offline == OfflineGrants::kEnded, reason, now);
}

}  // namespace lockspire::store
