// From a presented token to who is let in, or why not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "protocol/guard/route.h"
#include "protocol/policy.h"
#include "protocol/tokens/key_ring.h"
#include "store/store.h"

namespace lockspire::guard {

// Who is let in, as the host hears of it.
struct Admission {
  std::string subject;  // the person; empty when the client asks for itself
  std::string client_id;
  std::string scope;
  std::string claims;  // the claims of RFC 9068 2.2 in base64url, whatever the token's format
  // The first millisecond at which time alone could make it untrue.
  std::int64_t good_until_ms = 0;
};

Result<Admission> admit(std::string_view token, const Route& route, store::Store& store,
                        KeyRing& keys, const Policy& policy, std::int64_t now_ms);

}  // namespace lockspire::guard
