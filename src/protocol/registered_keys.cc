#include "protocol/registered_keys.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include "base/uri.h"
#include "jose/jwk.h"
#include "outbound/route.h"

namespace lockspire {
namespace {

constexpr std::size_t kMostKeys = 20;
constexpr std::size_t kMostBytes = 16'384;
constexpr std::size_t kLongestUri = 2'048;

// RFC 7518 6.2.2, 6.3.2, 6.4.1: what only the owner of a key may know.
constexpr std::array<std::string_view, 8> kPrivateMembers{"d",  "p",  "q",   "dp",
                                                          "dq", "qi", "oth", "k"};

bool has_private_member(JsonView key) {
  return std::ranges::any_of(kPrivateMembers,
                             [&](std::string_view name) { return key.member(name).has_value(); });
}

bool verifies_signatures(JsonView jwk, std::optional<jose::Alg> alg) {
  const auto key = jose::PublicKey::from_jwk(jwk);
  return key && (!alg || key->fits(*alg));
}

}  // namespace

std::optional<std::string_view> broken_jwks_rule(JsonView jwks, std::optional<jose::Alg> alg) {
  // RFC 7517 5.1: a JWK Set has an array of keys.
  const auto member = jwks.member("keys");
  if (!member || !member->is_array()) return "must be a JWK Set: an object with the list keys";
  if (jwks.print().size() > kMostBytes) return "must have at most 16 KiB";
  const auto keys = member->items();
  if (keys.empty() || keys.size() > kMostKeys) return "must have from 1 to 20 keys";
  std::set<std::pair<std::string_view, std::string_view>> named;
  bool verifies = false;
  for (const JsonView key : keys) {
    if (!key.is_object() || !key.string("kty")) return "must have keys with a kty";
    // RFC 7517 9.2: private and symmetric keys are shown to nobody.
    if (has_private_member(key)) return "must not have a private or symmetric key";
    if (key.member("kid") && !key.string("kid")) return "must have kids that are strings";
    // RFC 7517 4.5: one kid twice only for keys of different types.
    if (key.member("kid") && !named.insert({*key.string("kty"), *key.string("kid")}).second) {
      return "must not have two keys of one kid and kty";
    }
    verifies = verifies || verifies_signatures(key, alg);
  }
  if (!verifies && alg) return "must have a key that verifies token_endpoint_auth_signing_alg";
  if (!verifies) return "must have a key that verifies ES256, RS256, PS256 or EdDSA";
  return std::nullopt;
}

std::optional<std::string_view> broken_jwks_uri_rule(
    std::string_view uri, const std::vector<std::string>& allow_private) {
  if (uri.size() > kLongestUri) return "must have at most 2048 bytes";
  const auto parsed = parse_uri(uri);
  // RFC 7591 5: what is fetched comes over TLS.
  if (!parsed || parsed->scheme != "https" || parsed->host.empty()) {
    return "must be an absolute https URL";
  }
  if (parsed->has_userinfo) return "must not have a user name";
  if (parsed->has_fragment) return "must not have a fragment";
  return outbound::broken_url_rule(uri, {.exceptions = allow_private});
}

}  // namespace lockspire
