// What can be measured of the database itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct TableRows {
  std::string_view table;
  std::int64_t rows;
};

// Reads one index of each table from end to end.
std::vector<TableRows> count_rows(Reader& db);

struct KeyCount {
  std::string alg;
  std::string state;
  std::int64_t keys;
};
std::vector<KeyCount> count_signing_keys(Reader& db);

struct DatabaseSize {
  std::int64_t bytes = 0;
  std::int64_t free_bytes = 0;  // of those, in pages that nothing uses
  std::int64_t wal_bytes = 0;
};
DatabaseSize database_size(Reader& db);

// Rows that have expired and wait to be deleted, by table; those without any are left out.
std::vector<TableRows> count_expired(Reader& db, Instant now);

// When the newest audit row or access token was written.
std::optional<Instant> last_written(Reader& db);

// The number of the last migration.
int migration_of(Reader& db);

}  // namespace lockspire::store
