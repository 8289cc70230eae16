#include "ops/verify/verify.h"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "ops/install/upgrade.h"
#include "ops/key_times.h"
#include "ops/routes.h"
#include "ops/verify/checks.h"
#include "ops/verify/nginx_checks.h"
#include "store/migrate.h"
#include "store/signing_keys.h"
#include "store/statistics.h"
#include "store/store.h"

namespace lockspire::ops {
namespace {

struct Stored {
  std::vector<store::SigningKeyRow> keys;
  std::optional<Instant> last_written;
};

class Verification {
 public:
  Verification(const VerifyInputs& inputs, const Clock& clock) : inputs_(inputs), clock_(clock) {}

  Findings run() {
    const auto config = load_config(inputs_.config_path);
    if (!config) return findings_of(config.error(), inputs_.config_path);
    add(check_config(*config));
    take_manifest();
    const auto prefix =
        manifest_ ? std::optional(manifest_->inputs.prefix) : std::optional<std::string>();
    add(check_secrets(*config, prefix));
    check_database(*config);
    add(check_templates(*config));
    add({check_disk(look_at_disk(std::filesystem::path(config->database).parent_path().string()))});
    check_installation();
    const auto routes = load_routes(*config);
    if (!routes) add(findings_of(routes.error(), config->routes));
    if (routes && inputs_.with_nginx) check_web_server(*config, *routes);
    return std::move(findings_);
  }

 private:
  void add(Findings more) { add_findings(findings_, std::move(more)); }

  void take_manifest() {
    auto manifest = manifest_beside(inputs_.config_path);
    if (manifest) {
      auto checked = check_inputs(manifest->inputs);
      if (checked) {
        manifest->inputs = *std::move(checked);
        manifest_ = *std::move(manifest);
        return;
      }
      manifest = std::unexpected("the manifest: " + checked.error());
    }
    add({warning("install.none", "`lockspire install` did not make this", manifest.error(),
                 "none, if that is meant: snippets and units are then yours to keep current")});
  }

  void check_database(const Config& config) {
    Findings schema = check_schema(config);
    const bool fit = count_of(schema, Severity::kError) == 0;
    add(std::move(schema));
    std::optional<Instant> last;
    if (fit) last = check_stored(config);
    add({check_clock({.now = clock_.now(), .last_written = last, .built = time_of_program()})});
  }

  std::optional<Instant> check_stored(const Config& config) {
    try {
      store::Store store(config.database, store::Store::Access::kReadOnly, clock_);
      const Stored stored = store.read([](store::Reader& db) {
        return Stored{store::list_signing_keys(db), store::last_written(db)};
      });
      KeyFacts facts{.rows = stored.keys,
                     .sealing = {},
                     .now = clock_.now(),
                     .publish_wait = config.policy.metadata_max_age + kEveryProgramLooked};
      if (auto keys = load_sealing_keys(config)) facts.sealing = *std::move(keys);
      add(check_keys(facts));
      return stored.last_written;
    } catch (const store::StoreFault& fault) {
      add({error("database.unreadable", "the database cannot be read", fault.what(),
                 "lockspire --config " + config.path + " doctor")});
      return std::nullopt;
    }
  }

  void check_installation() {
    if (!manifest_) return;
    SystemRandom random;
    try {
      const auto plan = make_upgrade_plan(*manifest_, inputs_.share, inputs_.version, true, random);
      add(check_manifest(*manifest_, plan, inputs_.version));
    } catch (const std::runtime_error& fault) {
      add({error("install.share", "a shipped file is missing", fault.what(),
                 "install Lockspire's files again, or name their folder with --share")});
    }
    add(check_units(*manifest_, inputs_.config_path));
    add(check_host_files(manifest_->inputs));
  }

  void check_web_server(const Config& config, const guard::RouteTable& routes) {
    auto dump = inputs_.nginx_dump ? std::expected<std::string, std::string>(*inputs_.nginx_dump)
                                   : dump_nginx(inputs_.nginx);
    if (!dump) {
      add({error("nginx.unreadable", "nginx does not show its configuration", dump.error(),
                 "run this as root where nginx runs; elsewhere: nginx -T > FILE there, and "
                 "lockspire verify --nginx-dump FILE")});
      return;
    }
    auto parsed = nginx::parse_dump(*dump);
    if (!parsed) {
      add({error("nginx.unreadable", "nginx's configuration cannot be read", parsed.error().words,
                 "nginx -t")});
      return;
    }
    if (manifest_) add(check_snippet_copies(*dump, *manifest_));
    const nginx::Site site(*std::move(parsed));
    const NginxContract contract = read_contract(inputs_.share, config.policy);
    const Places places(manifest_ ? manifest_->inputs.prefix : "");
    NginxFacts facts{.site = site,
                     .policy = config.policy,
                     .routes = routes,
                     .contract = contract,
                     .run_dir = manifest_ ? places.run_dir() : "",
                     .snippets = places.snippets(),
                     .installed = manifest_.has_value()};
    add(check_nginx(facts));
  }

  const VerifyInputs& inputs_;
  const Clock& clock_;
  std::optional<InstallManifest> manifest_;
  Findings findings_;
};

}  // namespace

Findings verify(const VerifyInputs& inputs, const Clock& clock) {
  return Verification(inputs, clock).run();
}

}  // namespace lockspire::ops
