#include "protocol/tokens/key_set.h"

namespace lockspire {

const jose::SigningKey* KeySet::signing_key(jose::Alg alg) const {
  const auto found = signing_.find(alg);
  return found == signing_.end() ? nullptr : &found->second;
}

bool KeySet::verify(const jose::CompactJws& jws) const {
  const auto kid = jws.header.view().string("kid");
  if (!kid) return false;
  const auto found = verifiers_.find(*kid);
  return found != verifiers_.end() && jose::verify(jws, found->second.alg, found->second.key);
}

}  // namespace lockspire
