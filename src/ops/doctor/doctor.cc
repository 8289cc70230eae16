#include "ops/doctor/doctor.h"

#include <filesystem>
#include <utility>

#include "ops/doctor/checks.h"
#include "ops/install/upgrade.h"
#include "ops/key_times.h"
#include "ops/verify/checks.h"
#include "store/signing_keys.h"

namespace lockspire::ops {
namespace {

constexpr Seconds kDay{86'400};
constexpr std::string_view kNginxGroup = "www-data";

struct Stored {
  std::vector<store::SigningKeyRow> keys;
  store::DatabaseSize size;
  std::vector<store::TableRows> expired;
  std::vector<store::RefusalCount> refusals;
  std::optional<Instant> last_written;
};

class Diagnosis {
 public:
  Diagnosis(const DoctorInputs& inputs, const Clock& clock) : inputs_(inputs), clock_(clock) {}

  Findings run() {
    const auto config = load_config(inputs_.config_path);
    if (!config) return findings_of(config.error(), inputs_.config_path);
    const auto manifest = manifest_beside(config->path);
    const auto prefix =
        manifest ? std::optional(manifest->inputs.prefix) : std::optional<std::string>();
    Findings schema = check_schema(*config);
    const bool fit = count_of(schema, Severity::kError) == 0;
    add(std::move(schema));
    add(check_database_files(look_at_database(config->database)));
    if (fit) look_inside(*config);
    add(check_secrets(*config, prefix));
    add(check_templates(*config));
    add({check_disk(look_at_disk(std::filesystem::path(config->database).parent_path().string()))});
    look_at_programs(prefix);
    return std::move(findings_);
  }

 private:
  void add(Findings more) { add_findings(findings_, std::move(more)); }

  void look_inside(const Config& config) {
    try {
      store::Store store(config.database, store::Store::Access::kReadOnly, clock_);
      Findings whole = check_integrity(store, !inputs_.quick);
      const bool damaged = count_of(whole, Severity::kError) > 0;
      add(std::move(whole));
      if (!damaged) look_at_rows(config, store);
    } catch (const store::StoreFault& fault) {
      add({error("database.unreadable", "the database cannot be read", fault.what(),
                 "ls -l " + config.database + "*; run this as root")});
    }
  }

  void look_at_rows(const Config& config, store::Store& store) {
    const Instant now = clock_.now();
    const Stored stored = store.read([&](store::Reader& db) {
      return Stored{.keys = store::list_signing_keys(db),
                    .size = store::database_size(db),
                    .expired = store::count_expired(db, now),
                    .refusals = store::refusals_by_reason(db, now - kDay, std::nullopt),
                    .last_written = store::last_written(db)};
    });
    add({check_clock({now, stored.last_written, time_of_program()})});
    KeyFacts keys{.rows = stored.keys,
                  .sealing = {},
                  .now = now,
                  .publish_wait = config.policy.metadata_max_age + kEveryProgramLooked};
    if (auto sealing = load_sealing_keys(config)) keys.sealing = *std::move(sealing);
    add(check_keys(keys));
    add(check_rows(stored.size, stored.expired));
    add(check_refusals(stored.refusals));
  }

  void look_at_programs(const std::optional<std::string>& prefix) {
    const bool in_root = prefix && (prefix->empty() || *prefix == "/");
    std::string folder = inputs_.sockets;
    if (folder.empty() && prefix) folder = Places(*prefix == "/" ? "" : *prefix).run_dir();
    if (folder.empty()) return;
    const auto programs = shipped_programs(inputs_.share);
    add(check_sockets(look_at_sockets(folder, programs),
                      in_root ? std::string(kNginxGroup) : std::string()));
  }

  const DoctorInputs& inputs_;
  const Clock& clock_;
  Findings findings_;
};

}  // namespace

Findings diagnose(const DoctorInputs& inputs, const Clock& clock) {
  return Diagnosis(inputs, clock).run();
}

}  // namespace lockspire::ops
