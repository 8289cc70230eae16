#include "protocol/connected_apps.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/base64url.h"
#include "base/digest.h"
#include "base/opaque.h"
#include "http/cookie.h"
#include "protocol/claims.h"
#include "store/audit_events.h"
#include "store/consents.h"
#include "store/grants.h"

namespace lockspire {
namespace {

constexpr std::size_t kSecretText = 43;  // 32 bytes in base64url

Words claims_of(const store::LivePermission& permission) {
  if (!permission.claims_request) return {};
  const auto request = parse_claims_request(*permission.claims_request);
  return request ? claims_to_consent(*request, split_words(permission.scopes)) : Words{};
}

// The entry of this client, a new one when there is none; nullptr when the client is gone.
ConnectedApp* entry_of(std::vector<ConnectedApp>& apps, const ClientId& client_id, Instant since,
                       store::Reader& db) {
  for (ConnectedApp& app : apps) {
    if (app.client.client_id == client_id) return &app;
  }
  auto client = find_client(db, client_id);
  if (!client) return nullptr;
  apps.push_back(
      {.client = *std::move(client), .scopes = {}, .claims = {}, .resources = {}, .since = since});
  return &apps.back();
}

void add(ConnectedApp& app, const store::LivePermission& permission) {
  app.scopes = unite(std::move(app.scopes), split_words(permission.scopes));
  app.claims = unite(std::move(app.claims), claims_of(permission));
  app.resources = unite(std::move(app.resources), split_words(permission.resources.value_or("")));
  app.since = std::min(app.since, permission.first_granted_at);
  app.last_used_at = std::max(app.last_used_at, permission.last_used_at);
}

void add(ConnectedApp& app, const store::Consent& consent) {
  app.scopes = unite(std::move(app.scopes), split_words(consent.scopes));
  app.claims = unite(std::move(app.claims), split_words(consent.claims));
  app.resources = unite(std::move(app.resources), split_words(consent.resources));
  app.since = std::min(app.since, consent.granted_at);
}

}  // namespace

std::vector<ConnectedApp> connected_apps(store::Reader& db, const Subject& sub, Instant now) {
  std::vector<ConnectedApp> apps;
  for (const auto& permission : store::list_live_permissions(db, sub, now)) {
    auto* app = entry_of(apps, permission.client_id, permission.first_granted_at, db);
    if (app != nullptr) add(*app, permission);
  }
  for (const auto& consent : store::list_consents(db, sub, std::nullopt)) {
    auto* app = entry_of(apps, consent.client_id, consent.granted_at, db);
    if (app != nullptr) add(*app, consent);
  }
  std::ranges::sort(apps, {}, [](const ConnectedApp& app) {
    return std::pair(display_name(app.client), app.client.client_id);
  });
  return apps;
}

RevokedConsent revoke_consent(store::Transaction& tx, const Subject& sub, const ClientId& client_id,
                              std::string_view actor, const AuditContext& context) {
  RevokedConsent revoked;
  revoked.forgotten = store::delete_consent(tx, sub, client_id);
  revoked.grants_ended =
      store::revoke_grants_of(tx, sub, client_id, "consent.revoked", context.now);
  if (revoked.is_nothing()) return revoked;
  store::AuditEvent row = audit_row("consent.revoked", "succeeded", actor, context);
  row.client_id = client_id;
  row.sub = sub;
  row.detail = "grants ended: " + std::to_string(revoked.grants_ended);
  store::insert_audit_event(tx, row);
  return revoked;
}

std::string apps_cookie_name(const Policy& policy) {
  return policy.secure ? "__Host-lockspire_a" : "lockspire_a";
}

Secret new_apps_secret(Random& random) {
  return Secret(base64url(random.bytes(32)));
}

std::optional<Secret> presented_apps_secret(std::string_view cookie_header, const Policy& policy) {
  auto values = http::cookie_values(cookie_header, apps_cookie_name(policy));
  if (values.size() != 1 || values.front().size() != kSecretText) return std::nullopt;
  if (!decode_base64url(values.front())) return std::nullopt;
  return Secret(std::move(values.front()));
}

std::string apps_csrf_token(const Secret& browser_secret, const host::Session& session) {
  // sub and sid are printable, so a line feed keeps them apart.
  return base64url(
      hmac_sha256(browser_secret.reveal(), "apps\n" + session.sub.text() + "\n" + session.sid));
}

}  // namespace lockspire
