// The rows of the tables: what is asked, who answers, and what bounds it on this machine.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "tools/bench/load.h"
#include "tools/bench/supply.h"

namespace lockspire::bench {

// What one can hope for at most (tools/bench/ceiling.cc): nginx with a program that does nothing,
// or with one that signs once and waits for three durable rows.
enum class Limit { kNone, kEmptyProgram, kSignedRows };

// Which tables it is in.
enum class Shown {
  kAlways,  // also beside the peers
  kOurs,    // of Lockspire alone
  kSoak,    // of Lockspire, to look at its program's memory
};

struct Scenario {
  std::string_view name;
  std::string_view program;   // whose processor time it is
  std::string_view second{};  // and whose as well
  Limit limit = Limit::kEmptyProgram;
  Shown shown = Shown::kAlways;
  // Everything that it takes is obtained first. The load is the one that it will run with.
  std::unique_ptr<Workload> (*prepare)(Supply& supply, const LoadOptions& load);
};

inline constexpr std::string_view kEmptyScenario = "limit: empty program";
inline constexpr std::string_view kSignedRowsScenario = "limit: signed rows";

// In the order of the tables.
std::span<const Scenario> scenarios();

}  // namespace lockspire::bench
