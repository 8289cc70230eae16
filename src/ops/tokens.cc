#include "ops/tokens.h"

#include "jose/jws.h"
#include "store/access_tokens.h"
#include "store/grants.h"

namespace lockspire::ops {
namespace {

constexpr std::string_view kReason = "operator.revoked";

// A whole token is taken too: operators paste what they have.
Selector selector_of(const std::string& id) {
  if (const auto jws = jose::parse_compact(id)) {
    return Selector(std::string(jws->payload.view().string("jti").value_or("")));
  }
  return Selector(id.substr(0, id.find('.')));
}

Outcome<RevokedToken> revoke_whole_grant(store::Transaction& tx, const Operator& who,
                                         const GrantId& grant_id, RevokedToken what) {
  const auto grant = store::find_grant(tx, grant_id);
  if (!grant) return not_found("there is no token or grant " + what.id);
  if (!store::revoke_grant(tx, grant_id, kReason, who.clock.now())) {
    return refused(what.kind + " " + what.id + " has ended already");
  }
  record(tx, who,
         {.event = "grant.revoked",
          .client_id = grant->client_id,
          .sub = grant->sub,
          .grant_id = grant_id});
  return what;
}

Outcome<RevokedToken> revoke_access(store::Transaction& tx, const Operator& who,
                                    const store::ListedToken& token) {
  if (!store::revoke_access_token(tx, token.selector, who.clock.now())) {
    return refused("access_token " + token.selector.text() + " has ended already");
  }
  record(tx, who,
         {.event = "token.revoked",
          .client_id = token.client_id,
          .sub = token.sub,
          .grant_id = token.grant_id,
          .detail = "access_token " + token.selector.text()});
  return RevokedToken{token.kind, token.selector.text()};
}

}  // namespace

std::vector<store::ListedToken> list_tokens(const Operator& who, const store::TokenFilter& filter) {
  const Instant now = who.clock.now();
  return who.store.read([&](store::Reader& db) { return store::list_tokens(db, filter, now); });
}

Outcome<store::ListedToken> show_token(const Operator& who, const std::string& id) {
  const Selector selector = selector_of(id);
  const Instant now = who.clock.now();
  const auto token =
      who.store.read([&](store::Reader& db) { return store::find_token(db, selector, now); });
  if (!token) return not_found("there is no token " + selector.text());
  return *token;
}

Outcome<RevokedToken> revoke_token(const Operator& who, const std::string& id) {
  const Selector selector = selector_of(id);
  const Instant now = who.clock.now();
  return who.store.transact([&](store::Transaction& tx) -> Outcome<RevokedToken> {
    const auto token = store::find_token(tx, selector, now);
    if (!token) {
      const GrantId grant_id(selector.text());
      return revoke_whole_grant(tx, who, grant_id, {"grant", selector.text()});
    }
    if (token->kind == "access_token") return revoke_access(tx, who, *token);
    return revoke_whole_grant(tx, who, *token->grant_id, {token->kind, selector.text()});
  });
}

RevokedAll revoke_all_tokens(const Operator& who) {
  const Instant now = who.clock.now();
  return who.store.transact([&](store::Transaction& tx) {
    const RevokedAll revoked{store::revoke_all_grants(tx, kReason, now),
                             store::revoke_all_access_tokens(tx, now)};
    record(tx, who,
           {.event = "token.all_revoked",
            .detail = std::to_string(revoked.grants) + " grants, " +
                      std::to_string(revoked.access_tokens) + " access tokens"});
    return revoked;
  });
}

}  // namespace lockspire::ops
