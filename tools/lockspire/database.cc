// lockspire migrate, prune, backup: the database as a whole.
#include "ops/database.h"

#include <filesystem>

#include "store/migrate.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

Exit migrate(const Call& call) {
  const ops::Config config = config_of(call);
  std::error_code ignored;
  if (!std::filesystem::is_directory(config.schema_dir, ignored)) {
    throw Failure(kConfiguration, config.schema_dir + " is not a folder; set schema_dir");
  }
  const auto migrations = store::load_migrations(config.schema_dir);
  const auto applied = store::migrate(config.database, migrations);
  std::vector<std::string> names;
  names.reserve(applied.size());
  for (const auto& migration : applied) names.push_back(migration.name);
  if (!names.empty()) ops::record_migration(Installation(call).who(), names);
  const int version = store::schema_version(config.database);
  if (call.json) {
    Json json = Json::object();
    json.set("database", config.database);
    json.set("version", std::int64_t{version});
    json.set("applied", Json::strings(names));
    print_json(json);
    return kDone;
  }
  for (const std::string& name : names) print_line("applied " + name);
  print_line(config.database + " is at version " + std::to_string(version));
  return kDone;
}

Exit prune(const Call& call) {
  const Installation installation(call);
  const auto pruned = ops::prune(installation.who());
  const std::vector<std::pair<std::string, std::int64_t>> counts{
      {"interactions", pruned.interactions},
      {"access_tokens", pruned.access_tokens},
      {"grants", pruned.grants},
      {"refresh_tokens", pruned.refresh_tokens},
      {"client_secrets", pruned.client_secrets},
      {"audit_events", pruned.audit_events}};
  Json json = Json::object();
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& [name, count] : counts) {
    json.set(name, count);
    fields.emplace_back(name, std::to_string(count));
  }
  if (call.json) {
    print_json(json);
  } else {
    print_fields(fields);
  }
  return kDone;
}

Exit backup(const Call& call) {
  const ops::Config config = config_of(call);
  std::error_code ignored;
  if (!std::filesystem::exists(config.database, ignored)) {
    throw Failure(kConfiguration, config.database + " does not exist");
  }
  const std::string file =
      value_or_fail(ops::back_up(config.database, call.one("FILE").value_or("")));
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(file));
  if (call.json) {
    Json json = Json::object();
    json.set("file", file).set("bytes", bytes);
    print_json(json);
    return kDone;
  }
  print_line(file + ": " + std::to_string(bytes) + " bytes, checked");
  return kDone;
}

}  // namespace

std::vector<Verb> database_verbs() {
  return {
      {"migrate", "", "make the database or bring its schema up to date", {}, migrate},
      {"prune",
       "",
       "delete everything that has expired (programs do so by themselves too)",
       {},
       prune},
      {"backup",
       "",
       "copy the database while it is in use, and check the copy",
       {{"FILE", Takes::kOne, "FILE", "a file that does not exist yet", true}},
       backup},
  };
}

}  // namespace lockspire::cli
