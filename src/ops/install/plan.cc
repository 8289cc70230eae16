#include "ops/install/plan.h"

#include <algorithm>

#include "ops/install/disk.h"

namespace lockspire::ops {
namespace {

std::string why_refused(const InstallFile& file, const InstallManifest* before,
                        const std::string& content) {
  const std::string path = file.path;
  if (file.file_class == FileClass::kHost) {
    return path +
           " is yours and reads otherwise; it is not overwritten. Move it away to get a new "
           "one, or leave it: nothing needs to be installed again";
  }
  const auto recorded = [&](const ManagedFile& known) {
    return known.path == path && known.checksum == checksum_of(content);
  };
  if (before != nullptr && std::ranges::any_of(before->managed_files, recorded)) {
    return path +
           " was installed by another version or for other inputs; it is not overwritten. "
           "Run lockspire upgrade, or move it away";
  }
  return path + " was changed; it is not overwritten. Move it away and run this again";
}

InstallStep step_of(InstallFile file, const InstallManifest* before) {
  const Found found = look_at(file.path);
  if (!found.exists) return {std::move(file), InstallAction::kCreate, {}};
  if (!found.problem.empty()) {
    return {file, InstallAction::kRefuse, file.path + " is in the way: " + found.problem};
  }
  const bool kept = file.file_class == FileClass::kSecret;
  if (kept || found.content == file.content) {
    return {std::move(file), InstallAction::kUnchanged, {}};
  }
  return {file, InstallAction::kRefuse, why_refused(file, before, found.content)};
}

// The signing keys in a database can be opened with its own sealing key only.
InstallStep step_of_database(const Places& places) {
  InstallFile file{places.database(), {}, 0640, FileClass::kSecret};
  const Found database = look_at(file.path);
  if (!database.exists) return {std::move(file), InstallAction::kCreate, {}};
  if (look_at(places.sealing_key()).exists) return {file, InstallAction::kUnchanged, {}};
  return {file, InstallAction::kRefuse,
          file.path + " is there, but " + places.sealing_key() +
              ", which opens the signing keys in it, is not. Put that file back, or move the "
              "database away"};
}

std::optional<InstallManifest> manifest_before(const std::string& path) {
  const Found found = look_at(path);
  if (!found.exists) return std::nullopt;
  auto manifest = parse_manifest(found.content);
  if (!manifest) return std::nullopt;
  return *std::move(manifest);
}

}  // namespace

std::string_view action_name(InstallAction action) {
  switch (action) {
    case InstallAction::kCreate:
      return "create";
    case InstallAction::kUnchanged:
      return "unchanged";
    case InstallAction::kUpdate:
      return "update";
    case InstallAction::kRefuse:
      return "refuse";
  }
  return "";
}

std::vector<const InstallStep*> InstallPlan::all() const {
  std::vector<const InstallStep*> out;
  out.reserve(steps.size() + 2);
  for (const InstallStep& step : steps) out.push_back(&step);
  out.push_back(&database);
  out.push_back(&manifest);
  return out;
}

bool InstallPlan::is_refused() const {
  return std::ranges::any_of(
      all(), [](const InstallStep* step) { return step->action == InstallAction::kRefuse; });
}

InstallStep step_of_manifest(const std::string& path, const InstallManifest& manifest) {
  InstallFile file{path, print_manifest(manifest), 0644, FileClass::kManaged};
  const Found found = look_at(path);
  if (!found.exists) return {std::move(file), InstallAction::kCreate, {}};
  const bool same = found.content == file.content;
  return {std::move(file), same ? InstallAction::kUnchanged : InstallAction::kUpdate, {}};
}

InstallPlan make_install_plan(const InstallInputs& inputs, const Share& share,
                              const std::string& version, Random& random) {
  const Places places(inputs.prefix);
  const auto before = manifest_before(places.manifest());
  InstallPlan plan{.inputs = inputs,
                   .schema_dir = share.dir + "/schema/sqlite",
                   .steps = {},
                   .database = step_of_database(places),
                   .manifest = {}};
  InstallManifest manifest{.version = version, .inputs = inputs, .managed_files = {}};
  for (InstallFile& file : files_of(inputs, share, random)) {
    if (file.file_class == FileClass::kManaged) {
      manifest.managed_files.push_back({file.path, checksum_of(file.content)});
    }
    plan.steps.push_back(step_of(std::move(file), before ? &*before : nullptr));
  }
  plan.manifest = step_of_manifest(places.manifest(), manifest);
  return plan;
}

}  // namespace lockspire::ops
