#include "ops/install/apply.h"

#include <filesystem>

#include <sys/stat.h>

#include "ops/config.h"
#include "ops/database.h"
#include "ops/install/staged_files.h"
#include "ops/keys.h"
#include "store/backup.h"
#include "store/migrate.h"

namespace lockspire::ops {
namespace {

// The folder in which a database grows; removed with all that SQLite left beside it.
class Nursery {
 public:
  explicit Nursery(std::string path) : path_(std::move(path)) {
    std::filesystem::remove_all(path_);
    if (::mkdir(path_.c_str(), 0700) != 0) throw WriteProblem(path_ + " cannot be made");
  }
  ~Nursery() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Nursery(const Nursery&) = delete;
  Nursery& operator=(const Nursery&) = delete;

  [[nodiscard]] std::string database() const { return path_ + "/lockspire.db"; }

 private:
  std::string path_;
};

SealingKey sealing_key_in(const std::string& path) {
  Config config;
  config.sealing_key_file = path;
  auto key = load_sealing_key(config);
  if (!key) throw WriteProblem(key.error());
  return *std::move(key);
}

void make_keys(const Operator& who, const SealingKey& sealing_key) {
  for (const jose::Alg alg : {jose::Alg::kEs256, jose::Alg::kRs256}) {
    const auto made = generate_key(who, sealing_key, alg, FirstState::kActive);
    if (!made) throw WriteProblem(made.error().message);
  }
}

// One file without a WAL, complete and checked, at `target`.
void make_database(const InstallPlan& plan, const std::string& target,
                   const SealingKey& sealing_key, const std::string& actor, const Clock& clock,
                   Random& random) {
  const Nursery nursery(target + ".d");
  const auto applied = store::migrate(nursery.database(), store::load_migrations(plan.schema_dir));
  {
    store::Store store(nursery.database(), store::Store::Access::kReadWrite, clock);
    const Policy policy = policy_of(plan.inputs);
    const Operator who{store, clock, random, policy, actor};
    std::vector<std::string> names;
    names.reserve(applied.size());
    for (const auto& migration : applied) names.push_back(migration.name);
    record_migration(who, names);
    make_keys(who, sealing_key);
  }
  store::back_up(nursery.database(), target);
  ::chmod(target.c_str(), plan.database.file.mode);
}

}  // namespace

void carry_out(const InstallPlan& plan, const std::string& actor, const Clock& clock,
               Random& random) {
  const Places places(plan.inputs.prefix);
  StagedFiles files;
  files.make_folder(places.state_dir(), 0750);
  files.make_folder(places.log_dir());
  files.make_folder(places.run_dir());
  std::string sealing_key = places.sealing_key();
  std::set<std::string> replaced;
  for (const InstallStep* step : plan.all()) {
    if (step->action == InstallAction::kUpdate) replaced.insert(step->file.path);
  }
  for (const InstallStep& step : plan.steps) {
    if (step.action == InstallAction::kUnchanged) continue;
    files.write(step.file.path, step.file.content, step.file.mode);
    if (step.file.path == sealing_key) sealing_key = StagedFiles::staged_name(sealing_key);
  }
  if (plan.database.action == InstallAction::kCreate) {
    make_database(plan, files.reserve(places.database()), sealing_key_in(sealing_key), actor, clock,
                  random);
  }
  if (plan.manifest.action != InstallAction::kUnchanged) {
    files.write(plan.manifest.file.path, plan.manifest.file.content, plan.manifest.file.mode);
  }
  files.publish(replaced);
  files.keep();
}

}  // namespace lockspire::ops
