// One row of a table: a scenario at a number of connections.
#pragma once

#include <string>
#include <string_view>

#include "tools/bench/load.h"
#include "tools/bench/scenarios.h"
#include "tools/bench/supply.h"

namespace lockspire::bench {

struct Row {
  std::string scenario;
  std::size_t connections = 0;
  LoadResult result;
  double processor_us = 0;  // of the program, for each request
  double nginx_us = 0;
  double share = 0;  // of what could be hoped for; 0 when nobody knows

  // Nobody was refused, nobody starved.
  [[nodiscard]] bool sound() const { return result.failed == 0 && !result.starved(); }
};

// Prepares the scenario and runs it.
Row measure_row(const Scenario& scenario, Supply& supply, const LoadOptions& load);

}  // namespace lockspire::bench
