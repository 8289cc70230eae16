#include "protocol/client_keys.h"

#include <string>
#include <utility>

#include "base/uri.h"
#include "protocol/jwk_selection.h"

namespace lockspire {
namespace {

using Keys = std::vector<jose::PublicKey>;

// The kid is the token's own and no secret, but it is of any length.
std::string wanted(const Client& client, std::string_view kid, jose::Alg alg) {
  constexpr std::size_t kShown = 64;
  return "client_id: " + client.client_id.text() + "; alg: " + std::string(jose::name(alg)) +
         "; kid: " + (kid.empty() ? "none" : std::string(kid.substr(0, kShown)));
}

Result<Keys> no_key(const Client& client, std::string_view kid, jose::Alg alg) {
  return fail(ErrorCode::kInvalidClient, "client authentication failed", "client_keys.no_match",
              wanted(client, kid, alg));
}

Keys keys_in(const std::string& jwks, std::string_view kid, jose::Alg alg) {
  const auto document = Json::parse(jwks, kJwkSetLimits);
  if (!document || !is_jwk_set(document->view())) return {};
  return select_keys(document->view(), kid, alg);
}

// Which of many things went wrong is told to operators only, or a URL could be used to look around
// in a network.
std::unexpected<OAuthError> unavailable(const Client& client, const std::string& problem) {
  return fail(ErrorCode::kTemporarilyUnavailable, "the keys of the client could not be fetched",
              "client_keys.unavailable",
              "client_id: " + client.client_id.text() + "; " + uri_for_log(client.jwks_uri) + ": " +
                  problem);
}

Result<Keys> remote_keys(const Client& client, std::string_view kid, jose::Alg alg,
                         RemoteJwks& remote) {
  const auto cached = remote.current(client.jwks_uri);
  if (!cached) return unavailable(client, cached.error());
  Keys keys = keys_in(cached->jwks, kid, alg);
  if (!keys.empty()) return keys;
  // OIDC Core 10.1.1 #unknown-kid: keys that are not known are fetched anew.
  const auto renewed = remote.renewed(client.jwks_uri, *cached);
  if (renewed) keys = keys_in(renewed->jwks, kid, alg);
  if (keys.empty()) return no_key(client, kid, alg);
  return keys;
}

}  // namespace

Result<Keys> find_client_keys(const Client& client, std::string_view kid, jose::Alg alg,
                              RemoteJwks& remote) {
  if (!client.jwks_uri.empty()) return remote_keys(client, kid, alg, remote);
  if (client.jwks.empty()) {
    return fail(ErrorCode::kInvalidClient, "client authentication failed",
                "client_keys.none_registered", "client_id: " + client.client_id.text());
  }
  Keys keys = keys_in(client.jwks, kid, alg);
  if (keys.empty()) return no_key(client, kid, alg);
  return keys;
}

Keys newest_client_keys(const Client& client, jose::Alg alg, RemoteJwks& remote) {
  if (client.jwks_uri.empty()) return {};
  const auto cached = remote.current(client.jwks_uri);
  if (!cached) return {};
  const auto renewed = remote.renewed(client.jwks_uri, *cached);
  return keys_in(renewed ? renewed->jwks : cached->jwks, "", alg);
}

}  // namespace lockspire
