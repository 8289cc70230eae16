// Table used_jtis: assertions that have counted, kept for as long as they could come again.
#pragma once

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct UsedJti {
  ClientId client_id;
  Hash jti_hash;
  Instant expires_at;
};

// RFC 7523 3 #once: an assertion counts once. False when that client has used the jti before and it
// has not expired by `now`.
bool use_jti(Transaction& tx, const UsedJti& jti, Instant now);

}  // namespace lockspire::store
