#include "store/clients.h"

namespace lockspire::store {
namespace {

ClientRow client_row(const Query& row) {
  return {ClientId(row.text(0)), row.text(1), row.instant(2), row.instant(3),
          row.optional_instant(4)};
}

constexpr std::string_view kFind = R"sql(
  SELECT client_id, metadata, created_at, updated_at, disabled_at
    FROM clients
   WHERE client_id = $1)sql";

constexpr std::string_view kList = R"sql(
  SELECT client_id, metadata, created_at, updated_at, disabled_at
    FROM clients
   ORDER BY client_id)sql";

constexpr std::string_view kInsert = R"sql(
  INSERT INTO clients (client_id, metadata, created_at, updated_at, disabled_at)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (client_id) DO NOTHING)sql";

constexpr std::string_view kUpdate = R"sql(
  UPDATE clients SET metadata = $2, updated_at = $3
   WHERE client_id = $1)sql";

constexpr std::string_view kDisable = R"sql(
  UPDATE clients SET disabled_at = $2, updated_at = $2
   WHERE client_id = $1 AND disabled_at IS NULL)sql";

constexpr std::string_view kEnable = R"sql(
  UPDATE clients SET disabled_at = NULL, updated_at = $2
   WHERE client_id = $1 AND disabled_at IS NOT NULL)sql";

constexpr std::string_view kIsOrigin = R"sql(
  SELECT 1
    FROM client_origins
    JOIN clients ON clients.client_id = client_origins.client_id
   WHERE client_origins.origin = $1 AND clients.disabled_at IS NULL
   LIMIT 1)sql";

}  // namespace

std::optional<ClientRow> find_client_row(Reader& db, const ClientId& client_id) {
  Query row = db.query(kFind, client_id);
  if (!row.step()) return std::nullopt;
  return client_row(row);
}

std::vector<ClientRow> list_client_rows(Reader& db) {
  std::vector<ClientRow> rows;
  Query row = db.query(kList);
  while (row.step()) rows.push_back(client_row(row));
  return rows;
}

bool insert_client_row(Transaction& tx, const ClientRow& row) {
  return tx.execute(kInsert, row.client_id, row.metadata, row.created_at, row.updated_at,
                    row.disabled_at) == 1;
}

bool update_client_metadata(Transaction& tx, const ClientId& client_id, std::string_view metadata,
                            Instant now) {
  return tx.execute(kUpdate, client_id, metadata, now) == 1;
}

bool disable_client_row(Transaction& tx, const ClientId& client_id, Instant now) {
  return tx.execute(kDisable, client_id, now) == 1;
}

bool enable_client_row(Transaction& tx, const ClientId& client_id, Instant now) {
  return tx.execute(kEnable, client_id, now) == 1;
}

void replace_client_origins(Transaction& tx, const ClientId& client_id,
                            const std::vector<std::string>& origins) {
  tx.execute("DELETE FROM client_origins WHERE client_id = $1", client_id);
  for (const std::string& origin : origins) {
    tx.execute(
        "INSERT INTO client_origins (origin, client_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        origin, client_id);
  }
}

bool is_client_origin(Reader& db, std::string_view origin) {
  Query row = db.query(kIsOrigin, origin);
  return row.step();
}

}  // namespace lockspire::store
