#include "protocol/client_auth_metadata.h"

#include <algorithm>

#include "protocol/registered_keys.h"

namespace lockspire {
namespace {

void read_method(MetadataMembers& metadata, Client& client, const Policy& policy) {
  constexpr std::string_view kName = "token_endpoint_auth_method";
  const auto name = metadata.text(kName);
  if (!name) return;
  const auto method = parse_client_auth_method(*name);
  if (!method) {
    return metadata.refuse(kName,
                           "must be none, client_secret_basic, client_secret_post, "
                           "client_secret_jwt or private_key_jwt");
  }
  client.auth_method = *method;
  if (*method == ClientAuthMethod::kClientSecretJwt && !policy.client_secret_jwt) {
    metadata.refuse(kName,
                    "must not be client_secret_jwt here: no client_secret_key_file is configured");
  }
}

// OIDC Registration 2: when it is left out any supported algorithm will do; of a secret there is
// but one. For a client that sends no assertion it means nothing.
void read_signing_alg(MetadataMembers& metadata, Client& client) {
  constexpr std::string_view kName = "token_endpoint_auth_signing_alg";
  const auto algs = assertion_algs(client.auth_method);
  if (algs.empty()) return;
  if (algs.size() == 1) client.token_endpoint_auth_signing_alg = algs.front();
  const auto name = metadata.text(kName);
  if (!name) return;
  const auto alg = jose::parse_alg(*name);
  // RFC 8725 3.1: a secret signs by HMAC, a key pair never does.
  if (!alg || std::ranges::find(algs, *alg) == algs.end()) {
    return metadata.refuse(kName, algs.size() == 1
                                      ? "must be HS256 for client_secret_jwt"
                                      : "must be RS256, ES256, PS256 or EdDSA for private_key_jwt");
  }
  client.token_endpoint_auth_signing_alg = *alg;
}

// RFC 7591 2: jwks and jwks_uri must not both stand there.
void read_keys(MetadataMembers& metadata, Client& client, const Policy& policy) {
  const bool needed = client.auth_method == ClientAuthMethod::kPrivateKeyJwt;
  if (const auto jwks = metadata.member("jwks")) {
    const auto alg = needed ? client.token_endpoint_auth_signing_alg : std::nullopt;
    if (const auto rule = broken_jwks_rule(*jwks, alg)) metadata.refuse("jwks", *rule);
    client.jwks = jwks->print();
  }
  if (const auto uri = metadata.text("jwks_uri")) {
    if (const auto rule = broken_jwks_uri_rule(*uri, policy.allow_private)) {
      metadata.refuse("jwks_uri", *rule);
    }
    client.jwks_uri = *uri;
  }
  if (!client.jwks.empty() && !client.jwks_uri.empty()) {
    metadata.refuse("jwks_uri", "must not stand beside jwks");
  }
  if (needed && client.jwks.empty() && client.jwks_uri.empty()) {
    metadata.refuse("jwks", "or jwks_uri must be there for private_key_jwt");
  }
}

}  // namespace

void read_client_auth(MetadataMembers& metadata, Client& client, const Policy& policy) {
  read_method(metadata, client, policy);
  read_signing_alg(metadata, client);
  read_keys(metadata, client, policy);
}

}  // namespace lockspire
