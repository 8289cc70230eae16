#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tools/bench/ceiling.h"
#include "tools/bench/modes.h"
#include "tools/bench/report.h"
#include "tools/bench/scenarios.h"
#include "tools/bench/start_time.h"

namespace lockspire::bench {
namespace {

class Measurement {
 public:
  Measurement(const Site& site, const Options& options)
      : options_(options),
        connections_(options.connections.empty() ? std::vector<std::size_t>{1, 8, 32, 64}
                                                 : options.connections),
        site_(site),
        ceiling_(site),
        supply_(site_),
        report_(options.json) {
    site_.pids.emplace(kCeilingProgram, ceiling_.pid());
  }

  int run() {
    report_.limits(measure_limits(site_));
    for (const Scenario& scenario : scenarios()) {
      if (!wanted(scenario)) continue;
      for (const std::size_t connections : connections_) row(scenario, connections);
    }
    for (const auto& [program, pid] : site_.pids) report_.memory(program, memory_of(pid));
    for (const char* program : {"discovery", "jwks", "authorize", "token", "userinfo"}) {
      start(program);
    }
    report_.end();
    return sound_ ? 0 : 1;
  }

 private:
  // What bounds the others is always measured.
  [[nodiscard]] bool wanted(const Scenario& scenario) const {
    return scenario.program == kCeilingProgram ||
           options_.wants(scenario.name, scenario.program, scenario.shown != Shown::kSoak);
  }

  void row(const Scenario& scenario, std::size_t connections) {
    Row row = measure_row(
        scenario, supply_,
        {.port = site_.port, .connections = connections, .duration = options_.duration});
    if (scenario.name == kEmptyScenario) limits_[{Limit::kEmptyProgram, connections}] = row;
    if (scenario.name == kSignedRowsScenario) limits_[{Limit::kSignedRows, connections}] = row;
    const auto limit = limits_.find({scenario.limit, connections});
    if (limit != limits_.end() && limit->second.result.rate() > 0) {
      row.share = row.result.rate() / limit->second.result.rate();
    }
    sound_ = sound_ && row.sound();
    report_.row(row);
  }

  void start(const char* program) {
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    const auto path = self.parent_path() / (std::string("lockspire-") + program);
    report_.start(program,
                  time_to_first_answer(path.string(), site_.config, site_.mount + "/" + program));
  }

  const Options& options_;
  std::vector<std::size_t> connections_;
  Site site_;
  CeilingProgram ceiling_;
  Supply supply_;
  Report report_;
  std::map<std::pair<Limit, std::size_t>, Row> limits_;
  bool sound_ = true;
};

}  // namespace

int measure(const Site& site, const Options& options) {
  return Measurement(site, options).run();
}

}  // namespace lockspire::bench
