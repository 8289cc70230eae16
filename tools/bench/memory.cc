#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "base/json.h"
#include "tools/bench/modes.h"
#include "tools/bench/scenarios.h"
#include "tools/bench/usage.h"
#include "tools/bench/workloads.h"

namespace lockspire::bench {
namespace {

// An hour: it is the number of requests that ends it.
constexpr std::chrono::hours kNoEnd{1};

std::int64_t kib(pid_t pid) {
  return std::llround(memory_of(pid).rss_mib * 1024);
}

class MemoryRun {
 public:
  MemoryRun(const Site& site, const Options& options)
      : site_(site),
        supply_(site),
        half_(options.requests / 2),
        load_{.port = site.port, .connections = options.connections_or(32), .duration = kNoEnd},
        options_(options) {}

  // Half of the requests, a look, the other half, a look: of each scenario, on the program that has
  // served all those before it.
  int run() {
    Json document = Json::object();
    std::uint64_t failed = 0;
    for (const Scenario& scenario : scenarios()) {
      const pid_t pid = site_.pid_of(scenario.program);
      if (pid == 0 || !suits(scenario)) continue;
      Json json = Json::object();
      json.set("program", scenario.program);
      failed += run_half(scenario);
      const std::int64_t before = kib(pid);
      failed += run_half(scenario);
      const std::int64_t after = kib(pid);
      json.set("half_kib", before).set("rss_kib", after).set("grown_kib", after - before);
      document.set(scenario.name, std::move(json));
    }
    document.set("failed", static_cast<std::int64_t>(failed));
    std::printf("%s\n", document.pretty().c_str());
    return failed == 0 ? 0 : 1;
  }

 private:
  // A code is redeemed in a flow as well, and codes for a million redemptions would fill our
  // memory.
  [[nodiscard]] bool suits(const Scenario& scenario) const {
    return !scenario.name.starts_with("code") && scenario.name != "open location" &&
           options_.wants(scenario.name, scenario.program, true);
  }

  std::uint64_t run_half(const Scenario& scenario) {
    const auto workload = scenario.prepare(supply_, load_);
    AtMost half(*workload, half_);
    const LoadResult result = run_load(half, load_);
    return result.failed + (half_ - std::min<std::uint64_t>(half_, result.microseconds.size()));
  }

  const Site& site_;
  Supply supply_;
  std::size_t half_;
  LoadOptions load_;
  const Options& options_;
};

}  // namespace

int memory(const Site& site, const Options& options) {
  return MemoryRun(site, options).run();
}

}  // namespace lockspire::bench
