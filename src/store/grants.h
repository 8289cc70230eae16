// The grants table: what a person let a client do, once. Codes and tokens hang on a grant and end
// with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct Grant {
  GrantId grant_id;
  ClientId client_id;
  Subject sub;
  std::string sid;
  Instant auth_time;
  std::optional<std::string> acr;
  std::optional<std::string> amr;             // a JSON array of strings
  std::string scopes;                         // space separated
  std::optional<std::string> resources;       // space separated
  std::optional<std::string> claims_request;  // the `claims` parameter, OIDC Core 5.5
  std::optional<std::string> account_claims;  // snapshot of what the host said about the person
  Instant created_at;
  Instant capped_at;   // no refresh token lives longer
  Instant expires_at;  // nothing that hangs on the grant is alive after it
  std::optional<Instant> revoked_at{};
  std::optional<Instant> last_used_at{};  // to the hour
};

// Tokens were issued on a grant.
struct GrantUse {
  Instant at;
  Instant needed;  // the last of them is over
  Instant until;   // when `needed` lies beyond the end of the grant, its new end

  // False when the row as it was read says all of it already.
  [[nodiscard]] bool changes(const Grant& grant) const;
};

void insert_grant(Transaction& tx, const Grant& grant);
std::optional<Grant> find_grant(Reader& db, const GrantId& grant_id);

// Puts the end of the grant off where that is needed, and never brings it forward. Remembers when
// it was used, to the hour.
void extend_grant(Transaction& tx, const GrantId& grant_id, const GrantUse& use);

// Ends the grant and everything on it. True when it was alive. `reason` is a stable name.
bool revoke_grant(Transaction& tx, const GrantId& grant_id, std::string_view reason, Instant now);

// The number of grants that were alive.
std::int64_t revoke_grants_of(Transaction& tx, const Subject& sub, const ClientId& client_id,
                              std::string_view reason, Instant now);
std::int64_t revoke_grants_of_client(Transaction& tx, const ClientId& client_id,
                                     std::string_view reason, Instant now);
std::int64_t revoke_all_grants(Transaction& tx, std::string_view reason, Instant now);

// What an account let clients do in grants that are alive, one row for each distinct permission.
struct LivePermission {
  ClientId client_id;
  std::string scopes;
  std::optional<std::string> resources;
  std::optional<std::string> claims_request;
  Instant first_granted_at;
  std::optional<Instant> last_used_at{};
};
std::vector<LivePermission> list_live_permissions(Reader& db, const Subject& sub, Instant now);

// The grants of a session, or of all sessions of an account. With kKept those with offline_access
// live on.
enum class OfflineGrants { kKept, kEnded };
std::int64_t revoke_grants_of_session(Transaction& tx, std::string_view sid, OfflineGrants offline,
                                      std::string_view reason, Instant now);
std::int64_t revoke_grants_of_account(Transaction& tx, const Subject& sub, OfflineGrants offline,
                                      std::string_view reason, Instant now);

}  // namespace lockspire::store
