#include "tools/bench/row.h"

#include "tools/bench/usage.h"

namespace lockspire::bench {
namespace {

// A peer has one process for both.
double seconds_of(const Site& site, const Scenario& scenario) {
  const pid_t first = site.pid_of(scenario.program);
  const pid_t second = scenario.second.empty() ? first : site.pid_of(scenario.second);
  return processor_seconds(first) + (second != first ? processor_seconds(second) : 0);
}

}  // namespace

Row measure_row(const Scenario& scenario, Supply& supply, const LoadOptions& load) {
  const pid_t nginx = supply.site().pid_of("nginx");
  const auto workload = scenario.prepare(supply, load);
  const double before = seconds_of(supply.site(), scenario);
  const double nginx_before = processor_seconds(nginx);
  Row row{.scenario = std::string(scenario.name),
          .connections = load.connections,
          .result = run_load(*workload, load)};
  const double requests = static_cast<double>(row.result.microseconds.size() + row.result.failed);
  if (requests > 0) {
    row.processor_us = (seconds_of(supply.site(), scenario) - before) * 1e6 / requests;
    row.nginx_us = (processor_seconds(nginx) - nginx_before) * 1e6 / requests;
  }
  return row;
}

}  // namespace lockspire::bench
