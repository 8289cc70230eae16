#include "protocol/tokens/id_token.h"

#include <stdexcept>

#include "base/base64url.h"
#include "base/digest.h"
#include "jose/jws.h"
#include "protocol/claims.h"

namespace lockspire {
namespace {

ClaimsRequest claims_asked(const store::Grant& grant) {
  if (!grant.claims_request) return {};
  auto parsed = parse_claims_request(*grant.claims_request);
  return parsed ? *std::move(parsed) : ClaimsRequest{};
}

}  // namespace

std::string at_hash(jose::Alg alg, std::string_view access_token) {
  // EdDSA with Ed25519 hashes with SHA-512.
  std::string hash = alg == jose::Alg::kEdDsa ? sha512(access_token) : sha256(access_token);
  hash.resize(hash.size() / 2);
  return base64url(hash);
}

Secret mint_id_token(const Client& client, const store::Grant& grant,
                     const std::optional<std::string>& nonce, std::string_view access_token,
                     const Policy& policy, const KeySet& keys, Instant now) {
  const jose::Alg alg = client.id_token_signed_response_alg;
  // OIDC Core 10.1: signed with a published key of the algorithm that the client registered.
  const jose::SigningKey* const key = keys.signing_key(alg);
  if (key == nullptr) {
    throw std::runtime_error("tokens: no active signing key for " + std::string(jose::name(alg)) +
                             "; run `lockspire key generate --alg " + std::string(jose::name(alg)) +
                             " --activate`");
  }
  // OIDC Core 5.4: claims about the person come from userinfo unless asked for here by name.
  Json claims = select_id_token_claims(grant.account_claims.value_or(""), claims_asked(grant));
  // OIDC Core 2: what the server itself says; nothing of the host's can replace it.
  claims.set("iss", policy.issuer);
  claims.set("sub", grant.sub.text());
  claims.set("aud", client.client_id.text());
  claims.set("exp", to_unix(now + policy.id_token_lifetime));
  claims.set("iat", to_unix(now));
  // OIDC Core 2 #auth-time: when the person logged in, always.
  claims.set("auth_time", to_unix(grant.auth_time));
  // OIDC Core 2 #nonce: exactly as it came.
  if (nonce) claims.set("nonce", *nonce);
  if (grant.acr) claims.set("acr", *grant.acr);
  if (grant.amr) {
    if (auto amr = Json::parse(*grant.amr)) claims.set("amr", *std::move(amr));
  }
  claims.set("sid", grant.sid);
  claims.set("at_hash", at_hash(alg, access_token));
  return jose::sign_compact(*key, "JWT", claims);
}

}  // namespace lockspire
