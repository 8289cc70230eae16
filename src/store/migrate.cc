#include "store/migrate.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "store/database_file.h"
#include "store/free_pages.h"
#include "store/gate.h"

namespace lockspire::store {

extern const int kSchemaVersion = 2;

namespace {

namespace fs = std::filesystem;

// Another process may be migrating a large table.
constexpr std::chrono::seconds kPatience{30};

std::string read_file(const fs::path& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw StoreFault("migration " + path.string() + " cannot be read");
  return text.str();
}

// NNNN_words.sql; 0 for any other name.
int version_in(const std::string& name) {
  constexpr std::size_t kDigits = 4;
  if (name.size() <= kDigits || name[kDigits] != '_' || !name.ends_with(".sql")) return 0;
  int version = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + kDigits, version);
  return error == std::errc() && end == name.data() + kDigits ? version : 0;
}

void make_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
  if (fd < 0 && errno == EEXIST) return;
  if (fd < 0) throw StoreFault("database " + path + " cannot be made: " + std::strerror(errno));
  close(fd);
  flush_folder(path);
}

void apply(Connection& connection, const Migration& migration) {
  connection.execute("BEGIN IMMEDIATE");
  try {
    connection.run_script(migration.sql);
    connection.run_script("PRAGMA user_version = " + std::to_string(migration.version));
    connection.execute("COMMIT");
  } catch (const StoreFault& fault) {
    if (!connection.autocommit()) connection.execute("ROLLBACK");
    throw StoreFault("migration " + migration.name + ": " + fault.what());
  }
}

}  // namespace

std::vector<Migration> load_migrations(const std::string& directory) {
  std::vector<Migration> migrations;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    const int version = version_in(name);
    if (version > 0) migrations.push_back({version, name, read_file(entry.path())});
  }
  if (error) throw StoreFault("migrations " + directory + ": " + error.message());
  std::ranges::sort(migrations, {}, &Migration::version);
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].version == static_cast<int>(i) + 1) continue;
    throw StoreFault("migrations " + directory + ": number " + std::to_string(i + 1) +
                     " is missing or doubled");
  }
  if (migrations.empty()) throw StoreFault("migrations " + directory + ": there are none");
  return migrations;
}

int schema_version(Connection& connection) {
  Query query = connection.query("PRAGMA user_version");
  return query.step() ? static_cast<int>(query.integer(0)) : 0;
}

int schema_version(const std::string& path) {
  const std::string real = real_path(path);
  if (!file_id(real)) return 0;
  Connection connection(real, OpenMode::kReadOnly);
  return schema_version(connection);
}

std::string outdated(const std::string& path, int version) {
  return "database " + path + " has schema " + std::to_string(version) + ", this program needs " +
         std::to_string(kSchemaVersion) + ": run `lockspire migrate`";
}

std::vector<Migration> migrate(const std::string& path, const std::vector<Migration>& migrations) {
  const std::string real = real_path(path);
  refuse_network_file_system(real);
  Gate gate(real);
  const Gate::Held held = gate.acquire(kPatience);
  make_file(real);
  Connection connection(real, OpenMode::kReadWrite);
  const int version = schema_version(connection);
  if (version == 0) make_shrinkable(connection);
  connection.execute("PRAGMA journal_mode = WAL");

  std::vector<Migration> applied;
  for (const Migration& migration : migrations) {
    if (migration.version <= version) continue;
    apply(connection, migration);
    applied.push_back(migration);
  }
  connection.checkpoint(Connection::Checkpoint::kTruncate);
  return applied;
}

}  // namespace lockspire::store
