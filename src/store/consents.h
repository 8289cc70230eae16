// The consents table: approvals that the person asked to be remembered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct Consent {
  Subject sub;
  ClientId client_id;
  std::string scopes;  // space separated, as are the next two
  std::string resources;
  std::string claims;  // names asked by the `claims` parameter
  Instant granted_at;
  Instant updated_at;
};

std::optional<Consent> find_consent(Reader& db, const Subject& sub, const ClientId& client_id);
std::vector<Consent> list_consents(Reader& db, const std::optional<Subject>& sub,
                                   const std::optional<ClientId>& client_id);

// Replaces what was remembered for this account and client; granted_at of the first approval stays.
void save_consent(Transaction& tx, const Consent& consent);

// True when something was remembered.
bool delete_consent(Transaction& tx, const Subject& sub, const ClientId& client_id);

}  // namespace lockspire::store
