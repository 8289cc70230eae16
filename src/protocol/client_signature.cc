#include "protocol/client_signature.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "protocol/client_keys.h"
#include "protocol/invalid_client.h"

namespace lockspire {
namespace {

Result<jose::Alg> algorithm_of(const jose::CompactJws& jws, const Client& client) {
  const std::string_view name = jws.header.view().string("alg").value_or("");
  const auto alg = jose::parse_alg(name);
  const auto algs = assertion_algs(client.auth_method);
  const auto& registered = client.token_endpoint_auth_signing_alg;
  // RFC 7523 3 #alg: the algorithm is one that this client may use. RFC 8725 3.1: what a secret
  // signs is never checked with a key, nor the other way round.
  const bool allowed = alg && std::ranges::find(algs, *alg) != algs.end();
  if (allowed && (!registered || *registered == *alg)) return *alg;
  return invalid_client(
      "client_auth.assertion_alg",
      "registered: " +
          (registered ? std::string(jose::name(*registered)) : "any that fits its keys") +
          "; came: " + std::string(name.substr(0, 16)));
}

Secret open_secret(const store::ClientSecret& secret, const SealingKeys* keys) {
  auto clear = keys == nullptr
                   ? std::nullopt
                   : unseal(*keys, store::client_secret_purpose(secret.client_id, secret.secret_id),
                            secret.sealed_secret.value_or(""));
  if (clear) return *std::move(clear);
  throw std::runtime_error("client secrets: client_secret_key_file does not open that of client " +
                           secret.client_id.text());
}

// OIDC Core 10.1 #secret: the key of an HMAC is the secret's own octets.
bool is_by_a_secret(const jose::CompactJws& jws, std::span<const store::ClientSecret> secrets,
                    const ClientAuth& auth) {
  return std::ranges::any_of(secrets, [&](const store::ClientSecret& secret) {
    return secret.sealed_secret && secret.is_live(auth.now) &&
           jose::verify_hs256(jws, open_secret(secret, auth.secret_keys).reveal());
  });
}

}  // namespace

// RFC 7523 3 #signature: signed by the client, or refused.
Result<Done> check_client_signature(const jose::CompactJws& jws, const Client& client,
                                    std::span<const store::ClientSecret> secrets,
                                    const ClientAuth& auth) {
  constexpr Literal kWrong = "client_auth.assertion_signature";
  TRY_ASSIGN(const jose::Alg alg, algorithm_of(jws, client));
  if (client.auth_method == ClientAuthMethod::kClientSecretJwt) {
    if (is_by_a_secret(jws, secrets, auth)) return Done{};
    return invalid_client(kWrong, "no live secret of the client signed it");
  }
  const std::string_view kid = jws.header.view().string("kid").value_or("");
  TRY_ASSIGN(const auto keys, find_client_keys(client, kid, alg, auth.remote_jwks));
  const auto made = [&](const jose::PublicKey& key) { return jose::verify(jws, alg, key); };
  if (std::ranges::any_of(keys, made)) return Done{};
  if (kid.empty() && std::ranges::any_of(newest_client_keys(client, alg, auth.remote_jwks), made)) {
    return Done{};
  }
  return invalid_client(kWrong, "none of its keys that fit signed it");
}

}  // namespace lockspire
