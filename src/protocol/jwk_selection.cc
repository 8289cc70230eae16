#include "protocol/jwk_selection.h"

#include <algorithm>

namespace lockspire {
namespace {

// Reading a key costs more than passing it by.
constexpr std::size_t kMostKeysRead = 20;

bool is_named(JsonView key, std::string_view kid) {
  // RFC 7515 4.1.4: a kid in the header matches the kid of a key.
  return kid.empty() || key.string("kid") == kid;
}

}  // namespace

bool is_jwk_set(JsonView document) {
  // RFC 7517 5.1: a JWK Set has an array of keys.
  const auto keys = document.member("keys");
  if (!keys || !keys->is_array()) return false;
  const auto items = keys->items();
  return items.size() <= kMostJwks &&
         std::ranges::all_of(items, [](JsonView key) { return key.is_object(); });
}

std::vector<jose::PublicKey> select_keys(JsonView jwks, std::string_view kid, jose::Alg alg) {
  std::vector<jose::PublicKey> candidates;
  std::size_t read = 0;
  for (const JsonView key : jwks.member("keys")->items()) {
    if (!is_named(key, kid)) continue;
    if (++read > kMostKeysRead) break;
    // RFC 7517 5 #ignore: a key of a kind that is not understood is passed by.
    auto usable = jose::PublicKey::from_jwk(key);
    if (!usable || !usable->fits(alg)) continue;
    candidates.push_back(*std::move(usable));
    if (candidates.size() == kMostCandidateKeys) break;
  }
  return candidates;
}

}  // namespace lockspire
