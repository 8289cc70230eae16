// Keeps a number of connections busy from one thread, and takes the time of each answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/bench/http_connection.h"

namespace lockspire::bench {

class Workload {
 public:
  virtual ~Workload() = default;

  // Fills in the next request of a connection; false when it has nothing more to ask.
  virtual bool next(std::size_t connection, std::string& request) = 0;

  // False when the answer is not the one that was wanted.
  virtual bool answered(std::size_t connection, const HttpResponse& response) = 0;

  // The connection broke while an answer was awaited. Another one takes its place.
  virtual void lost(std::size_t /*connection*/) {}
};

struct LoadOptions {
  std::uint16_t port = 0;
  std::size_t connections = 32;
  // After it nothing is asked any more; the answers under way are awaited.
  std::chrono::milliseconds duration{5'000};
};

struct LoadResult {
  std::vector<std::uint32_t> microseconds{};  // of each wanted answer, sorted
  std::uint64_t failed = 0;                   // other answers, and those that never came
  double seconds = 0;

  [[nodiscard]] double rate() const {
    return seconds > 0 ? static_cast<double>(microseconds.size()) / seconds : 0;
  }
  // share: 0.5 is the median.
  [[nodiscard]] double milliseconds_at(double share) const;
};

LoadResult run_load(Workload& workload, const LoadOptions& options);

}  // namespace lockspire::bench
