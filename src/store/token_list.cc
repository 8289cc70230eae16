#include "store/token_list.h"

namespace lockspire::store {
namespace {

// A revoked row keeps its time; what a grant or a client ended says so.
constexpr std::string_view kAll = R"sql(
  SELECT kind, selector, client_id, sub, grant_id, scopes, issued_at, expires_at,
         CASE WHEN revoked_at IS NOT NULL THEN 'revoked'
              WHEN retired_at IS NOT NULL THEN 'retired'
              WHEN ended = 1 THEN 'ended'
              WHEN expires_at <= $1 THEN 'expired'
              ELSE 'live' END AS state
    FROM (SELECT 'access_token' AS kind, t.selector, t.client_id, g.sub, t.grant_id, t.scopes,
                 t.issued_at, t.expires_at, t.revoked_at, NULL AS retired_at,
                 CASE WHEN c.client_id IS NULL OR c.disabled_at IS NOT NULL
                        OR (t.grant_id IS NOT NULL AND g.grant_id IS NULL)
                        OR g.revoked_at IS NOT NULL THEN 1 ELSE 0 END AS ended
            FROM access_tokens AS t
            LEFT JOIN grants AS g ON g.grant_id = t.grant_id
            LEFT JOIN clients AS c ON c.client_id = t.client_id
          UNION ALL
          SELECT 'refresh_token', t.selector, g.client_id, g.sub, t.grant_id, g.scopes,
                 t.issued_at, t.expires_at, NULL, t.retired_at,
                 CASE WHEN c.client_id IS NULL OR c.disabled_at IS NOT NULL
                        OR g.revoked_at IS NOT NULL THEN 1 ELSE 0 END
            FROM refresh_tokens AS t
            JOIN grants AS g ON g.grant_id = t.grant_id
            LEFT JOIN clients AS c ON c.client_id = g.client_id) AS tokens
   WHERE ($2 IS NULL OR selector = $2)
     AND ($3 IS NULL OR client_id = $3)
     AND ($4 IS NULL OR sub = $4)
     AND ($5 IS NULL OR grant_id = $5)
   ORDER BY selector DESC)sql";

ListedToken listed_token(const Query& row) {
  ListedToken token{.kind = row.text(0),
                    .selector = Selector(row.text(1)),
                    .client_id = ClientId(row.text(2)),
                    .sub = std::nullopt,
                    .grant_id = std::nullopt,
                    .scopes = row.text(5),
                    .issued_at = row.instant(6),
                    .expires_at = row.instant(7),
                    .state = row.text(8)};
  if (auto sub = row.optional_text(3)) token.sub = Subject(*std::move(sub));
  if (auto grant_id = row.optional_text(4)) token.grant_id = GrantId(*std::move(grant_id));
  return token;
}

}  // namespace

std::vector<ListedToken> list_tokens(Reader& db, const TokenFilter& filter, Instant now) {
  std::vector<ListedToken> tokens;
  Query row =
      db.query(kAll, now, std::optional<Selector>(), filter.client_id, filter.sub, filter.grant_id);
  while (static_cast<int>(tokens.size()) < filter.limit && row.step()) {
    ListedToken token = listed_token(row);
    if (filter.live_only && token.state != "live") continue;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

std::optional<ListedToken> find_token(Reader& db, const Selector& selector, Instant now) {
  Query row = db.query(kAll, now, std::optional<Selector>(selector), std::optional<ClientId>(),
                       std::optional<Subject>(), std::optional<GrantId>());
  if (!row.step()) return std::nullopt;
  return listed_token(row);
}

}  // namespace lockspire::store
