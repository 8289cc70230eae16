#include "base/base64url.h"
#include "base/digest.h"
#include "jose/family.h"

namespace lockspire::jose {

// RFC 7638 3.3: no white space, members in lexicographic order, hashed as UTF-8.
std::string thumbprint(const Json& required_members) {
  return base64url(sha256(required_members.print()));
}

}  // namespace lockspire::jose
