#include "protocol/tokens/access_token.h"

#include <stdexcept>

#include "base/base64url.h"
#include "base/json.h"
#include "base/opaque.h"
#include "jose/jws.h"

namespace lockspire {
namespace {

// RFC 9068 2.1 #signed: a JWT access token is signed, never with none.
// ES256 where there is a choice: an RSA signature costs twelve times as much.
const jose::SigningKey& access_token_key(const KeySet& keys) {
  using enum jose::Alg;
  for (const auto alg : {kEs256, kEdDsa, kPs256, kRs256}) {
    if (const auto* key = keys.signing_key(alg)) return *key;
  }
  throw std::runtime_error("tokens: no active signing key; run `lockspire key rotate`");
}

void set_audience(Json& claims, const Words& audience) {
  // RFC 7519 4.1.3: a single audience may be a string, and some clients choke on arrays.
  if (audience.size() == 1) {
    claims.set("aud", audience.front());
  } else {
    claims.set("aud", Json::strings(audience));
  }
}

std::optional<Presented> presented_jwt(std::string_view token) {
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto payload = decode_base64url(token.substr(first + 1, second - first - 1));
  const auto claims = payload ? Json::parse(*payload) : std::nullopt;
  const auto jti = claims ? claims->view().string("jti") : std::nullopt;
  if (!jti) return std::nullopt;
  return Presented{Selector(std::string(*jti)), hash_of(token)};
}

}  // namespace

// RFC 9068 2.2: the claims of a JWT access token.
Json access_token_claims(const store::AccessToken& row, const store::Grant* grant,
                         const Policy& policy) {
  Json claims = Json::object();
  claims.set("iss", policy.issuer);
  // RFC 9068 2.2: without a person the subject is the client.
  claims.set("sub", grant == nullptr ? row.client_id.text() : grant->sub.text());
  set_audience(claims, split_words(row.audience));
  claims.set("exp", to_unix(row.expires_at));
  claims.set("iat", to_unix(row.issued_at));
  claims.set("jti", row.selector.text());
  claims.set("client_id", row.client_id.text());
  // RFC 9068 2.2.3: the scope that was granted.
  if (!row.scopes.empty()) claims.set("scope", row.scopes);
  if (grant == nullptr) return claims;
  // RFC 9068 2.2.1: auth_time, acr and amr are those of the sign-in.
  // RFC 9470 6.1: by them a resource judges the sign-in.
  claims.set("auth_time", to_unix(grant->auth_time));
  if (grant->acr) claims.set("acr", *grant->acr);
  if (grant->amr) {
    if (auto amr = Json::parse(*grant->amr)) claims.set("amr", *std::move(amr));
  }
  claims.set("sid", grant->sid);
  return claims;
}

MintedAccessToken mint_access_token(const Client& client, const store::Grant* grant,
                                    const TokenTerms& terms, const Policy& policy,
                                    const KeySet& keys, Random& random, std::int64_t unix_ms) {
  const Instant now = from_unix(unix_ms / 1000);
  store::AccessToken row{
      .selector = {},
      .token_hash = {},
      .grant_id = grant == nullptr ? std::nullopt : std::optional(grant->grant_id),
      .client_id = client.client_id,
      .scopes = join_words(terms.scopes),
      .audience = join_words(terms.audience),
      .issued_at = now,
      .expires_at = now + terms.lifetime};
  if (terms.format == TokenFormat::kOpaque) {
    Opaque opaque = new_opaque(random, unix_ms);
    row.selector = std::move(opaque.selector);
    row.token_hash = std::move(opaque.verifier_hash);
    return {std::move(opaque.text), std::move(row)};
  }
  row.selector = new_selector(random, unix_ms);
  // RFC 9068 2.1: typ at+jwt keeps it from being taken for an ID token.
  const jose::SigningKey& key = access_token_key(keys);
  row.kid = key.kid();
  Secret text = jose::sign_compact(key, "at+jwt", access_token_claims(row, grant, policy));
  // RFC 6749 10.3: only the hash rests.
  row.token_hash = hash_of(text.reveal());
  return {std::move(text), std::move(row)};
}

std::optional<store::AccessToken> find_presented_access_token(store::Reader& db,
                                                              std::string_view token) {
  auto presented = parse_opaque(token);
  if (!presented) presented = presented_jwt(token);
  if (!presented) return std::nullopt;
  auto row = store::find_access_token(db, presented->selector);
  if (!row || !matches(row->token_hash, presented->verifier_hash)) return std::nullopt;
  return row;
}

}  // namespace lockspire
