// What `make bench` prints: a table as the rows come, or one JSON object at the end.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tools/bench/limits.h"
#include "tools/bench/row.h"
#include "tools/bench/usage.h"

namespace lockspire::bench {

// "2026-11-24, 2 cores, AMD EPYC ...".
std::string this_machine();

Json as_json(const Row& row);

class Report {
 public:
  explicit Report(bool json) : json_(json) {}

  void limits(const MachineLimits& limits);
  void row(const Row& row);
  void memory(std::string_view program, const Memory& memory);
  void start(std::string_view program, std::chrono::microseconds took);
  // The JSON object.
  void end() const;

 private:
  bool json_;
  Json document_ = Json::object();
  Json rows_ = Json::array();
  Json memory_ = Json::object();
  Json start_ = Json::object();
  std::string last_scenario_;
  bool headed_ = false;
  bool memory_headed_ = false;
  bool start_headed_ = false;
};

}  // namespace lockspire::bench
