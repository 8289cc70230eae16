// A registered client as the rules see it (RFC 7591 2).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/named.h"
#include "jose/alg.h"
#include "protocol/policy.h"
#include "store/clients.h"
#include "store/sqlite.h"

namespace lockspire {

// RFC 7591 2: token_endpoint_auth_method.
enum class ClientAuthMethod {
  kNone,
  kClientSecretBasic,
  kClientSecretPost,
  kClientSecretJwt,
  kPrivateKeyJwt
};

// Those that clients may be registered for here: discovery prints them.
std::vector<ClientAuthMethod> offered_auth_methods(const Policy& policy);

// RFC 7523 2.2: whether such a client sends a JWT, and which algorithms sign it.
bool is_by_assertion(ClientAuthMethod method);
std::span<const jose::Alg> assertion_algs(ClientAuthMethod method);
// Whether such a client has a secret that was made here.
bool is_by_secret(ClientAuthMethod method);

std::string_view wire_name(ClientAuthMethod method);
std::optional<ClientAuthMethod> parse_client_auth_method(std::string_view name);

std::string_view wire_name(TokenFormat format);
std::optional<TokenFormat> parse_token_format(std::string_view name);

struct Client {
  ClientId client_id;
  std::string name;  // client_name; may be empty
  // OIDC Core 9: a client uses the method it registered, client_secret_basic by default.
  ClientAuthMethod auth_method = ClientAuthMethod::kClientSecretBasic;

  // What signs its assertions; absent for private_key_jwt: any algorithm that its keys fit.
  std::optional<jose::Alg> token_endpoint_auth_signing_alg;
  // Its public keys: a JWK Set in JSON, or where to fetch one; both may be empty, one always is.
  std::string jwks;
  std::string jwks_uri;

  std::vector<std::string> redirect_uris;
  std::vector<std::string> post_logout_redirect_uris;
  std::vector<std::string> scopes;
  std::vector<std::string> grant_types;
  std::vector<std::string> response_types;

  std::string client_uri;
  std::string policy_uri;
  std::string tos_uri;
  std::string logo_uri;
  std::vector<std::string> contacts;
  // OIDC Registration 2: "web" or "native"; recorded, decides nothing.
  std::string application_type = "web";

  jose::Alg id_token_signed_response_alg = jose::Alg::kRs256;
  // RFC 9701 6: what signed introspection answers to this client are signed with.
  jose::Alg introspection_signed_response_alg = jose::Alg::kRs256;
  // The audiences whose access tokens this client may introspect: it serves them.
  std::vector<std::string> resource_server_for;
  // RFC 8707: what its tokens are for when it names no resource; empty: the issuer itself.
  std::string default_resource;
  // Absent: the server's own format.
  std::optional<TokenFormat> access_token_format;
  // False only for a confidential OpenID client, at the operator's wish.
  bool require_pkce = true;
  std::optional<Seconds> default_max_age;
  bool require_auth_time = false;

  Instant created_at;
  Instant updated_at;
  std::optional<Instant> disabled_at;

  // RFC 6749 2.1: a client that cannot keep a secret.
  [[nodiscard]] bool is_public() const { return auth_method == ClientAuthMethod::kNone; }
  [[nodiscard]] bool is_disabled() const { return disabled_at.has_value(); }
  [[nodiscard]] bool allows_grant(std::string_view grant_type) const;
  [[nodiscard]] bool allows_response_type(std::string_view response_type) const;
  [[nodiscard]] bool has_scope(std::string_view scope) const;
};

// The words for people: client_name, else the client_id.
const std::string& display_name(const Client& client);

// What the row keeps: RFC 7591 names, every member including defaults, no ids, no times.
Json client_metadata(const Client& client);

// The inverse. Throws std::runtime_error when the row is not what client_metadata wrote.
Client client_from_row(const store::ClientRow& row);

// A disabled client is found too: the caller looks at is_disabled().
std::optional<Client> find_client(store::Reader& db, const ClientId& client_id);

}  // namespace lockspire
