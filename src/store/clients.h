// Table clients: one registered client a row, and client_origins, whose scripts may read answers.
// Deleting is in store/client_deletion.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct ClientRow {
  ClientId client_id;
  std::string metadata;  // canonical JSON
  Instant created_at;
  Instant updated_at;
  std::optional<Instant> disabled_at;
};

std::optional<ClientRow> find_client_row(Reader& db, const ClientId& client_id);

// Every client, by client_id.
std::vector<ClientRow> list_client_rows(Reader& db);

// RFC 6749 2.2: a client identifier is unique, and no secret.
// False when the client_id is taken.
bool insert_client_row(Transaction& tx, const ClientRow& row);

// The rest are false when there is no such client (or it is in that state already).
bool update_client_metadata(Transaction& tx, const ClientId& client_id, std::string_view metadata,
                            Instant now);
bool disable_client_row(Transaction& tx, const ClientId& client_id, Instant now);
bool enable_client_row(Transaction& tx, const ClientId& client_id, Instant now);

// Makes `origins` the ones of that client; an empty list removes them.
void replace_client_origins(Transaction& tx, const ClientId& client_id,
                            const std::vector<std::string>& origins);

// Whether an enabled client has a redirect URI of this origin.
bool is_client_origin(Reader& db, std::string_view origin);

}  // namespace lockspire::store
