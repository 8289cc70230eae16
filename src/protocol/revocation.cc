#include "protocol/revocation.h"

#include "base/opaque.h"
#include "protocol/audit.h"
#include "protocol/tokens/access_token.h"
#include "protocol/tokens/refresh_token.h"
#include "store/grants.h"

namespace lockspire {
namespace {

// RFC 7009 2.1 #foreign: whose token it is not is told so; a public client, which anybody can be,
// is not.
Result<Done> foreign(const Client& client) {
  OAuthError error{ErrorCode::kUnauthorizedClient,
                   "the token was issued to another client",
                   "revoke.foreign",
                   {},
                   /*alert=*/true};
  if (client.is_public()) return Done{};
  return fail(std::move(error));
}

store::AuditEvent token_revoked(const store::AccessToken& token, const AuditContext& context) {
  auto row = audit_row("access_token.revoked", "succeeded", token.client_id.text(), context);
  row.client_id = token.client_id;
  row.grant_id = token.grant_id;
  return row;
}

// RFC 7009 2.1: an access token ends alone.
Result<Done> revoke_access(const store::AccessToken& token, const Client& client,
                           store::Store& store, const AuditContext& context) {
  if (token.client_id != client.client_id) return foreign(client);
  store.transact([&](store::Transaction& tx) {
    if (store::revoke_access_token(tx, token.selector, context.now)) {
      store::insert_audit_event(tx, token_revoked(token, context));
    }
    return Done{};
  });
  return Done{};
}

Result<Done> revoke_refresh(const FoundRefreshToken& token, const Client& client,
                            store::Store& store, const AuditContext& context) {
  if (token.grant.client_id != client.client_id) return foreign(client);
  store.transact([&](store::Transaction& tx) {
    // RFC 7009 2.1 #family: the access tokens of the same grant end too.
    if (store::revoke_grant(tx, token.grant.grant_id, "revoked_by_client", context.now)) {
      store::insert_audit_event(
          tx, audit_of_grant(token.grant, "grant.revoked", "succeeded", "revoked_by_client",
                             client.client_id.text(), context));
    }
    return Done{};
  });
  return Done{};
}

}  // namespace

Result<RevocationRequest> parse_revocation_request(const http::Form& form) {
  TRY_ASSIGN(auto token, form.required("token"));
  TRY(form.one("token_type_hint"));
  return RevocationRequest{Secret(std::move(token))};
}

Result<Done> revoke(const RevocationRequest& request, const Client& client, store::Store& store,
                    const AuditContext& context) {
  const std::string& text = request.token.reveal();
  // RFC 7009 2.1 #hint: both kinds are looked for, whatever the hint says.
  const auto access =
      store.read([&](store::Reader& db) { return find_presented_access_token(db, text); });
  if (access) return revoke_access(*access, client, store, context);
  const auto refresh =
      store.read([&](store::Reader& db) { return find_presented_refresh_token(db, text); });
  if (refresh) return revoke_refresh(*refresh, client, store, context);
  // RFC 7009 2.2: an unknown token is as good as revoked.
  return Done{};
}

}  // namespace lockspire
