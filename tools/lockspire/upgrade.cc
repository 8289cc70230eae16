// lockspire upgrade: managed files and database as this version has them.
#include "ops/install/upgrade.h"

#include <algorithm>
#include <filesystem>

#include "ops/database.h"
#include "ops/install/apply.h"
#include "store/migrate.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/install.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

ops::InstallManifest manifest_of(const ops::Config& config) {
  auto manifest = ops::manifest_beside(config.path);
  if (!manifest) throw Failure(kNotFound, manifest.error());
  auto inputs = ops::check_inputs(manifest->inputs);
  if (!inputs) throw Failure(kConfiguration, "the manifest: " + inputs.error());
  manifest->inputs = *std::move(inputs);
  return *std::move(manifest);
}

int version_of(const ops::Config& config) {
  std::error_code ignored;
  if (std::filesystem::exists(config.database, ignored)) {
    return store::schema_version(config.database);
  }
  throw Failure(kConfiguration, config.database + " does not exist; run lockspire install again");
}

Json json_of(const ops::InstallPlan& plan, const ops::DatabaseUpgrade& database, bool written) {
  Json json = Json::object();
  json.set("written", written);
  json.set("files", json_of_steps(plan));
  Json versions = Json::object();
  versions.set("from", std::int64_t{database.from}).set("to", std::int64_t{database.to});
  if (!database.backup.empty()) versions.set("backup", database.backup);
  json.set("database", std::move(versions));
  return json;
}

void show_database(const ops::DatabaseUpgrade& database) {
  if (database.from == database.to) return;
  print_line("the database goes from version " + std::to_string(database.from) + " to " +
             std::to_string(database.to));
  if (!database.backup.empty()) print_line("what it was before: " + database.backup);
}

// The database first: programs of the version before go on with a newer one.
ops::DatabaseUpgrade carry_out(const Call& call, const ops::Config& config,
                               const ops::InstallPlan& plan) {
  const SystemClock clock;
  const auto database = ops::upgrade_database(config.database, plan.schema_dir, clock.now());
  if (!database.applied.empty()) {
    ops::record_migration(Installation(call).who(), database.applied);
  }
  write_plan(plan, actor_of(call));
  return database;
}

Exit upgrade(const Call& call) {
  const ops::Config config = config_of(call);
  const ops::InstallManifest manifest = manifest_of(config);
  SystemRandom random;
  const auto plan = ops::make_upgrade_plan(manifest, share_of(call), std::string(version_text()),
                                           call.has("--accept-weaker"), random);
  ops::DatabaseUpgrade database{.from = version_of(config),
                                .to = std::max(version_of(config), store::kSchemaVersion)};
  const bool will_write = !call.has("--dry-run") && !plan.is_refused();
  if (!call.json) show_plan(plan);
  if (will_write) database = carry_out(call, config, plan);
  if (call.json) print_json(json_of(plan, database, will_write));
  if (plan.is_refused()) refuse_plan(plan);
  if (call.json) return kDone;
  show_database(database);
  if (!will_write) print_line("dry run: nothing was written");
  return kDone;
}

}  // namespace

std::vector<Verb> upgrade_verbs() {
  return {
      {"upgrade",
       "",
       "bring managed files and database to this version",
       {{"--dry-run", Takes::kNothing, "", "show what would be written, and write nothing"},
        {"--accept-weaker", Takes::kNothing, "", "even where a file loses a line that protects"},
        share_option()},
       upgrade}};
}

}  // namespace lockspire::cli
