// The counters table: what programs counted, for `lockspire metrics`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite.h"

namespace lockspire::store {

// How many refusals were ever written to the ring.
inline constexpr std::string_view kRefusalsRecorded = "lockspire_refusals_recorded_total";

struct CounterName {
  std::string_view name;
  std::string_view labels;  // `program="token",status="200"`; empty for none
};

// Adds, and returns what it comes to.
std::int64_t add_to_counter(Transaction& tx, const CounterName& counter, std::int64_t amount);

// For what goes up and down.
void set_counter(Transaction& tx, const CounterName& counter, std::int64_t value);

struct Counter {
  std::string name;
  std::string labels;
  std::int64_t value;
};

// By name, then labels.
std::vector<Counter> list_counters(Reader& db);

}  // namespace lockspire::store
