// Makes the database and brings its schema up to date: schema/sqlite/NNNN_*.sql in order, each in a
// transaction of its own, under the writers' gate. Forward only; the version is PRAGMA
// user_version.
#pragma once

#include <string>
#include <vector>

#include "store/sqlite.h"

namespace lockspire::store {

struct Migration {
  int version;       // the NNNN of its name
  std::string name;  // file name
  std::string sql;
};

// The migrations in `directory`, by version; throws StoreFault when one is missing or doubled.
std::vector<Migration> load_migrations(const std::string& directory);

// The schema that this build's SQL was written for.
extern const int kSchemaVersion;

// The version a database has; 0 when the file is empty or missing.
int schema_version(const std::string& path);
int schema_version(Connection& connection);

// What to say about a database that is older than this build: the path and the fix.
std::string outdated(const std::string& path, int version);

// Applies what is missing and returns what was applied. Makes the file (mode 0660 & ~umask, WAL)
// when it is missing. Throws StoreFault; a migration that fails leaves the database as it was. A
// database that is newer than the migrations is left alone: programs of the previous release go on
// using it.
std::vector<Migration> migrate(const std::string& path, const std::vector<Migration>& migrations);

}  // namespace lockspire::store
