#include "protocol/client_auth.h"

#include <optional>
#include <string>

#include "base/opaque.h"
#include "http/authorization.h"
#include "store/client_secrets.h"

namespace lockspire {
namespace {

// What a request says about its client, before anything is believed.
struct Credentials {
  ClientAuthMethod method;
  ClientId client_id;
  Secret secret;
};

std::unexpected<OAuthError> invalid_client(Literal reason, std::string detail = {}) {
  return fail(ErrorCode::kInvalidClient, "client authentication failed", reason, std::move(detail));
}

Result<Credentials> basic_credentials(const http::Request& request, const http::Form& form) {
  auto basic = http::parse_basic(request.authorization);
  if (!basic) return invalid_client("client_auth.malformed_basic");
  TRY_ASSIGN(const auto client_id, form.one("client_id"));
  TRY_ASSIGN(const auto client_secret, form.one("client_secret"));
  TRY_ASSIGN(const auto client_assertion, form.one("client_assertion"));
  // RFC 6749 2.3: one method a request; the same client_id in the body is no second one.
  if (client_secret || client_assertion) {
    return fail(ErrorCode::kInvalidRequest, "more than one way of client authentication is used",
                "client_auth.two_methods");
  }
  if (client_id && *client_id != basic->user) {
    return fail(ErrorCode::kInvalidRequest, "client_id differs from the Authorization header",
                "client_auth.two_clients");
  }
  // A public client that sends its id as user name with an empty password authenticates by nothing.
  const auto method =
      basic->password.empty() ? ClientAuthMethod::kNone : ClientAuthMethod::kClientSecretBasic;
  return Credentials{method, ClientId(basic->user), std::move(basic->password)};
}

Result<Credentials> read_credentials(const http::Request& request, const http::Form& form) {
  if (!request.authorization.empty()) return basic_credentials(request, form);
  TRY_ASSIGN(auto client_id, form.one("client_id"));
  TRY_ASSIGN(auto client_secret, form.one("client_secret"));
  TRY_ASSIGN(const auto client_assertion, form.one("client_assertion"));
  if (client_assertion) {
    return invalid_client("client_auth.assertion_not_supported");
  }
  if (!client_id) return invalid_client("client_auth.missing");
  if (!client_secret) {
    return Credentials{ClientAuthMethod::kNone, ClientId(*std::move(client_id)), Secret()};
  }
  return Credentials{ClientAuthMethod::kClientSecretPost, ClientId(*std::move(client_id)),
                     Secret(*std::move(client_secret))};
}

bool secret_is_right(const Credentials& credentials, store::Reader& db, Instant now) {
  // Hashed before the look-up and compared without leaving early: an unknown client costs the same.
  const Hash presented = hash_of(credentials.secret.reveal());
  bool right = false;
  for (const auto& secret : store::list_client_secrets(db, credentials.client_id)) {
    const bool same = matches(secret.secret_hash, presented);
    right = right || (same && secret.is_live(now));
  }
  return right;
}

}  // namespace

Result<Client> authenticate_client(const http::Request& request, const http::Form& form,
                                   store::Reader& db, Instant now) {
  TRY_ASSIGN(const Credentials credentials, read_credentials(request, form));
  auto client = find_client(db, credentials.client_id);
  const bool right =
      credentials.method == ClientAuthMethod::kNone || secret_is_right(credentials, db, now);
  if (!client) return invalid_client("client.unknown");
  const std::string id = "client_id: " + credentials.client_id.text();
  if (client->is_disabled()) return invalid_client("client.disabled", id);
  // RFC 7591 2: token_endpoint_auth_method is the only method this client may use.
  if (client->auth_method != credentials.method) {
    return invalid_client("client_auth.method_not_registered",
                          id + "; registered: " + std::string(wire_name(client->auth_method)) +
                              "; came: " + std::string(wire_name(credentials.method)));
  }
  if (!right) return invalid_client("client_auth.wrong_secret", id);
  return *std::move(client);
}

}  // namespace lockspire
