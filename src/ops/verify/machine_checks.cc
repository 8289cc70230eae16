// Templates, schema, disk and clock.
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <sys/stat.h>
#include <sys/statvfs.h>

#include "ops/verify/checks.h"
#include "render/templates.h"
#include "store/database_file.h"
#include "store/migrate.h"

namespace lockspire::ops {
namespace {

constexpr std::uint64_t kMegabyte = 1'048'576;
constexpr std::uint64_t kFull = 50 * kMegabyte;
constexpr std::uint64_t kNearlyFull = 500 * kMegabyte;
constexpr Seconds kSkew{30};
constexpr Seconds kDay{86'400};

std::string migrate_command(const Config& config) {
  return "lockspire --config " + config.path + " migrate (an installation: lockspire --config " +
         config.path + " upgrade)";
}

}  // namespace

Findings check_templates(const Config& config) {
  try {
    const render::Templates templates(config.template_dir, config.policy.mount);
    return {ok("template.loads", "every page loads", config.template_dir)};
  } catch (const std::runtime_error& fault) {
    return {error("template.broken", "a page cannot be shown", fault.what(),
                  "put the file back as it is shipped (move it away and run lockspire install "
                  "again), then: systemctl reload 'lockspire-*.service'")};
  }
}

Findings check_schema(const Config& config) {
  std::error_code ignored;
  if (!std::filesystem::exists(config.database, ignored)) {
    return {
        error("database.missing", "the database is missing", config.database,
              "put it back from your backup, or: lockspire --config " + config.path + " migrate")};
  }
  try {
    store::refuse_network_file_system(store::real_path(config.database));
    const int version = store::schema_version(config.database);
    const std::string detail = config.database + " has version " + std::to_string(version) +
                               ", this program wants " + std::to_string(store::kSchemaVersion);
    if (version < store::kSchemaVersion) {
      return {error("database.schema_old", "the database is older than this program", detail,
                    migrate_command(config))};
    }
    if (version > store::kSchemaVersion) {
      return {warning("database.schema_new", "the database is newer than this program", detail,
                      "install the version that migrated it")};
    }
    return {ok("database.schema", "the schema of the database is this program's", detail)};
  } catch (const store::StoreFault& fault) {
    return {error("database.unreadable", "the database cannot be opened", fault.what(),
                  "ls -l " + config.database +
                      "*; the user lockspire must be able to write "
                      "them and their folder")};
  }
}

DiskFacts look_at_disk(const std::string& path) {
  DiskFacts disk;
  disk.path = path;
  struct statvfs status{};
  if (::statvfs(path.c_str(), &status) != 0) return disk;
  disk.free_bytes = std::uint64_t{status.f_bavail} * status.f_frsize;
  disk.total_bytes = std::uint64_t{status.f_blocks} * status.f_frsize;
  disk.free_nodes = status.f_favail;
  disk.total_nodes = status.f_files;
  return disk;
}

Finding check_disk(const DiskFacts& disk) {
  const std::string detail =
      std::to_string(disk.free_bytes / kMegabyte) + " MiB free for " + disk.path;
  const std::string fix = "free space there, or move the database: df -h " + disk.path;
  if (disk.total_bytes == 0) {
    return error("disk.unknown", "the disk of the database cannot be looked at", disk.path,
                 "ls -ld " + disk.path);
  }
  // Some file systems do not count them.
  if (disk.total_nodes > 0 && disk.free_nodes < 100) {
    return error("disk.full", "the disk of the database takes no more files", detail, fix);
  }
  if (disk.free_bytes < kFull) {
    return error("disk.full", "the disk of the database is full", detail, fix);
  }
  if (disk.free_bytes < kNearlyFull) {
    return warning("disk.nearly_full", "the disk of the database is nearly full", detail, fix);
  }
  return ok("disk.space", "there is room for the database", detail);
}

Finding check_clock(const ClockFacts& clock) {
  const std::string fix = "timedatectl set-ntp true; timedatectl";
  if (clock.last_written && clock.now + kSkew < *clock.last_written) {
    const auto behind = (*clock.last_written - clock.now).count();
    return error("clock.behind", "the clock is behind what was written last",
                 "the newest row is " + std::to_string(behind) +
                     " s ahead: what has expired would live again",
                 fix);
  }
  if (clock.built && clock.now + kDay < *clock.built) {
    return error("clock.behind", "the clock is behind the day this program was made",
                 "now " + std::to_string(to_unix(clock.now)) + ", then " +
                     std::to_string(to_unix(*clock.built)),
                 fix);
  }
  return ok("clock.sane", "the clock has not gone back");
}

std::optional<Instant> time_of_program() {
  struct stat status{};
  if (::stat("/proc/self/exe", &status) != 0) return std::nullopt;
  return from_unix(status.st_mtime);
}

}  // namespace lockspire::ops
