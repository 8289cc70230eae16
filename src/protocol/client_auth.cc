#include "protocol/client_auth.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/opaque.h"
#include "http/authorization.h"
#include "protocol/client_assertion.h"
#include "protocol/client_signature.h"
#include "protocol/invalid_client.h"
#include "store/client_secrets.h"

namespace lockspire {
namespace {

// What a request says about its client, before anything is believed.
struct Credentials {
  ClientAuthMethod method;  // of two by assertion either one, until the client is known
  ClientId client_id;
  Secret secret{};
  std::optional<ClientAssertion> assertion{};

  [[nodiscard]] bool are_for(ClientAuthMethod registered) const {
    return assertion ? is_by_assertion(registered) : method == registered;
  }
  [[nodiscard]] std::string name() const {
    return assertion ? "a client_assertion" : std::string(wire_name(method));
  }
};

struct Registered {
  std::optional<Client> client;
  std::vector<store::ClientSecret> secrets;
};

std::unexpected<OAuthError> two_methods() {
  return fail(ErrorCode::kInvalidRequest, "more than one way of client authentication is used",
              "client_auth.two_methods");
}

Result<Credentials> basic_credentials(const http::Request& request, const http::Form& form) {
  auto basic = http::parse_basic(request.authorization);
  if (!basic) return invalid_client("client_auth.malformed_basic");
  TRY_ASSIGN(const auto client_id, form.one("client_id"));
  TRY_ASSIGN(const auto client_secret, form.one("client_secret"));
  TRY_ASSIGN(const auto client_assertion, form.one("client_assertion"));
  TRY_ASSIGN(const auto assertion_type, form.one("client_assertion_type"));
  // RFC 6749 2.3: one method a request; the same client_id in the body is no second one.
  if (client_secret || client_assertion || assertion_type) return two_methods();
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
  // RFC 6749 2.3.2: another way than a password.
  // RFC 9700 2.5: with private_key_jwt the client keeps its key to itself.
  TRY_ASSIGN(auto assertion, read_client_assertion(form));
  if (assertion) {
    if (client_secret) return two_methods();
    // RFC 7521 4.2 #client-id: it may be left out, and names the same client when it is there.
    if (client_id && *client_id != assertion->client_id.text()) {
      return fail(ErrorCode::kInvalidRequest, "client_id differs from the client_assertion",
                  "client_auth.two_clients");
    }
    ClientId named = assertion->client_id;
    return Credentials{.method = ClientAuthMethod::kPrivateKeyJwt,
                       .client_id = std::move(named),
                       .assertion = std::move(assertion)};
  }
  if (!client_id) return invalid_client("client_auth.missing");
  if (!client_secret) {
    return Credentials{ClientAuthMethod::kNone, ClientId(*std::move(client_id))};
  }
  return Credentials{ClientAuthMethod::kClientSecretPost, ClientId(*std::move(client_id)),
                     Secret(*std::move(client_secret))};
}

bool secret_is_right(const Secret& secret, const Registered& registered, Instant now) {
  // Hashed before the look-up and compared without leaving early: an unknown client costs the same.
  const Hash presented = hash_of(secret.reveal());
  bool right = false;
  for (const auto& known : registered.secrets) {
    const bool same = matches(known.secret_hash, presented);
    right = right || (same && known.is_live(now));
  }
  return right;
}

// RFC 7523 3: claims, signature, and then the first use; only what is proven is remembered.
Result<Done> prove_assertion(const ClientAssertion& assertion, const Registered& registered,
                             const ClientAuth& auth) {
  const Client& client = *registered.client;
  TRY_ASSIGN(const AssertionUse use,
             check_client_assertion(assertion, client, auth.policy.issuer, auth.now));
  TRY(check_client_signature(assertion.jws, client, registered.secrets, auth));
  return use_client_assertion(auth.store, client, use, auth.now);
}

Result<Done> prove(const Credentials& credentials, const Registered& registered,
                   const ClientAuth& auth) {
  const bool right =
      credentials.secret.empty() || secret_is_right(credentials.secret, registered, auth.now);
  if (!registered.client) return invalid_client("client.unknown");
  const Client& client = *registered.client;
  if (client.is_disabled()) return invalid_client("client.disabled");
  // RFC 7591 2: token_endpoint_auth_method is the only method this client may use.
  if (!credentials.are_for(client.auth_method)) {
    return invalid_client("client_auth.method_not_registered",
                          "registered: " + std::string(wire_name(client.auth_method)) +
                              "; came: " + credentials.name());
  }
  if (credentials.assertion) return prove_assertion(*credentials.assertion, registered, auth);
  if (!right) return invalid_client("client_auth.wrong_secret");
  return Done{};
}

}  // namespace

Result<Client> authenticate_client(const http::Request& request, const http::Form& form,
                                   const ClientAuth& auth) {
  TRY_ASSIGN(const Credentials credentials, read_credentials(request, form));
  Registered registered = auth.store.read([&](store::Reader& db) {
    return Registered{find_client(db, credentials.client_id),
                      store::list_client_secrets(db, credentials.client_id)};
  });
  auto proven = prove(credentials, registered, auth);
  if (proven) return *std::move(registered.client);
  OAuthError error = std::move(proven).error();
  if (registered.client && error.detail.find("client_id: ") == std::string::npos) {
    error.detail = "client_id: " + credentials.client_id.text() +
                   (error.detail.empty() ? "" : "; " + error.detail);
  }
  return fail(std::move(error));
}

}  // namespace lockspire
