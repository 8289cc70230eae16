// The keys of this server at one moment: which one signs for an algorithm, and which are published.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "jose/jwk.h"
#include "jose/jws.h"

namespace lockspire {

class KeySet {
 public:
  // nullptr when no key of that algorithm is active here (or the program may not sign).
  [[nodiscard]] const jose::SigningKey* signing_key(jose::Alg alg) const;

  // The algorithms that have an active key, whether or not this program may sign with it.
  [[nodiscard]] const std::vector<jose::Alg>& active_algs() const { return active_algs_; }

  // RFC 7517 5: the published keys as a JWK Set.
  [[nodiscard]] const std::string& jwks() const { return jwks_; }

  // Whether the signature of one of our own tokens holds; retired keys are known too,
  // compromised ones are not.
  [[nodiscard]] bool verify(const jose::CompactJws& jws) const;

 private:
  friend class KeyRing;
  struct Verifier {
    jose::Alg alg;
    jose::PublicKey key;
  };
  std::map<jose::Alg, jose::SigningKey> signing_;
  std::vector<jose::Alg> active_algs_;
  std::map<std::string, Verifier, std::less<>> verifiers_;  // by kid
  std::string jwks_;
};

}  // namespace lockspire
