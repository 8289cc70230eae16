// Everything that hangs on a client, in every table but the audit log.
#pragma once

#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

// False, and nothing changes, when there is no such client.
bool delete_client(Transaction& tx, const ClientId& client_id);

}  // namespace lockspire::store
