#include "ops/install/upgrade.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <sstream>

#include <unistd.h>

#include "base/clock.h"
#include "ops/install/disk.h"
#include "store/backup.h"
#include "store/migrate.h"
#include "store/store.h"

namespace lockspire::ops {
namespace {

// How a line begins that protects.
constexpr std::array<std::string_view, 34> kProtections{"NoNewPrivileges=",
                                                        "ProtectSystem=",
                                                        "ProtectHome=",
                                                        "PrivateTmp=",
                                                        "PrivateDevices=",
                                                        "PrivateNetwork=",
                                                        "PrivateUsers=",
                                                        "ProtectClock=",
                                                        "ProtectControlGroups=",
                                                        "ProtectHostname=",
                                                        "ProtectKernelLogs=",
                                                        "ProtectKernelModules=",
                                                        "ProtectKernelTunables=",
                                                        "ProtectProc=",
                                                        "ProcSubset=",
                                                        "RestrictAddressFamilies=",
                                                        "IPAddressDeny=",
                                                        "RestrictNamespaces=",
                                                        "RestrictRealtime=",
                                                        "RestrictSUIDSGID=",
                                                        "LockPersonality=",
                                                        "MemoryDenyWriteExecute=",
                                                        "CapabilityBoundingSet=",
                                                        "SystemCallFilter=",
                                                        "InaccessiblePaths=",
                                                        "SocketMode=",
                                                        "UMask=",
                                                        "User=",
                                                        "deny ",
                                                        "internal;",
                                                        "limit_req ",
                                                        "add_header Strict-Transport-Security",
                                                        "add_header Content-Security-Policy",
                                                        "fastcgi_param HTTP_PROXY"};

// Each line that protects, and how often it stands there.
std::map<std::string, int> protections_of(const std::string& text) {
  std::map<std::string, int> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
    const auto begins = [&](std::string_view begin) { return line.starts_with(begin); };
    if (std::ranges::any_of(kProtections, begins)) ++out[line];
  }
  return out;
}

const ManagedFile* find_in(const InstallManifest& manifest, const std::string& path) {
  const auto known = std::ranges::find(manifest.managed_files, path, &ManagedFile::path);
  return known == manifest.managed_files.end() ? nullptr : &*known;
}

InstallStep refusal(InstallFile file, const std::string& why) {
  std::string words = file.path + " " + why;
  return {std::move(file), InstallAction::kRefuse, std::move(words)};
}

InstallStep step_of_new(InstallFile file, const Found& found) {
  if (!found.exists) return {std::move(file), InstallAction::kCreate, {}};
  return refusal(std::move(file),
                 "is new in this version, and another file stands there; fix: move it away");
}

InstallStep step_of(InstallFile file, const InstallManifest& before, bool accept_weaker) {
  const Found found = look_at(file.path);
  if (found.exists && found.problem.empty() && found.content == file.content) {
    return {std::move(file), InstallAction::kUnchanged, {}};
  }
  const ManagedFile* known = find_in(before, file.path);
  if (known == nullptr) return step_of_new(std::move(file), found);
  if (!found.exists) {
    return refusal(std::move(file), "is missing; fix: run lockspire install again, which makes it");
  }
  if (!found.problem.empty() || checksum_of(found.content) != known->checksum) {
    return refusal(std::move(file),
                   "was edited; fix: keep your change in a file of your own, move this one away, "
                   "and run lockspire install");
  }
  const auto lost = protection_lost(found.content, file.content);
  if (accept_weaker || lost.empty()) return {std::move(file), InstallAction::kUpdate, {}};
  return refusal(std::move(file), "would lose `" + lost.front() +
                                      "`; fix: if that is meant, run this with --accept-weaker");
}

// A database that exists for as long as this does.
class Copy {
 public:
  Copy(const std::string& database, std::string path) : path_(std::move(path)) {
    remove();
    store::back_up(database, path_);
  }
  ~Copy() { remove(); }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  void remove() const {
    for (const char* suffix : {"", "-wal", "-shm", ".writer"}) {
      ::unlink((path_ + suffix).c_str());
    }
  }

  std::string path_;
};

}  // namespace

std::vector<std::string> protection_lost(const std::string& before, const std::string& after) {
  const auto kept = protections_of(after);
  std::vector<std::string> lost;
  for (const auto& [line, count] : protections_of(before)) {
    const auto now = kept.find(line);
    if (now == kept.end() || now->second < count) lost.push_back(line);
  }
  return lost;
}

std::expected<InstallManifest, std::string> manifest_beside(const std::string& config_path) {
  const std::string path =
      (std::filesystem::path(config_path).parent_path() / ".lockspire/install_manifest.json")
          .string();
  const Found found = look_at(path);
  if (!found.exists) {
    return std::unexpected(path + " is not there; fix: run lockspire install");
  }
  auto manifest = parse_manifest(found.content);
  if (!manifest) return std::unexpected(path + " " + manifest.error());
  return manifest;
}

InstallPlan make_upgrade_plan(const InstallManifest& before, const Share& share,
                              const std::string& version, bool accept_weaker, Random& random) {
  const Places places(before.inputs.prefix);
  InstallPlan plan{.inputs = before.inputs,
                   .schema_dir = share.dir + "/schema/sqlite",
                   .steps = {},
                   .database = {{places.database(), {}, 0640, FileClass::kSecret},
                                InstallAction::kUnchanged,
                                {}},
                   .manifest = {}};
  InstallManifest manifest{.version = version, .inputs = before.inputs, .managed_files = {}};
  for (InstallFile& file : files_of(before.inputs, share, random)) {
    if (file.file_class != FileClass::kManaged) continue;
    manifest.managed_files.push_back({file.path, checksum_of(file.content)});
    plan.steps.push_back(step_of(std::move(file), before, accept_weaker));
  }
  plan.manifest = step_of_manifest(places.manifest(), manifest);
  return plan;
}

DatabaseUpgrade upgrade_database(const std::string& database, const std::string& schema_dir,
                                 Instant now) {
  DatabaseUpgrade result{
      .from = store::schema_version(database), .to = 0, .backup = {}, .applied = {}};
  const auto migrations = store::load_migrations(schema_dir);
  result.to = std::max(result.from, migrations.empty() ? 0 : migrations.back().version);
  if (result.from == result.to) return result;
  {
    const Copy trial(database, database + ".trial");
    store::migrate(trial.path(), migrations);
    const SystemClock clock;
    const store::Store opens(trial.path(), store::Store::Access::kReadWrite, clock);
  }
  result.backup =
      database + ".v" + std::to_string(result.from) + "-" + std::to_string(to_unix(now));
  store::back_up(database, result.backup);
  for (const auto& migration : store::migrate(database, migrations)) {
    result.applied.push_back(migration.name);
  }
  return result;
}

}  // namespace lockspire::ops
