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

  // Whether the wanted answer was a step of something longer: it is counted, with the time of all
  // its steps, when the last one is answered.
  [[nodiscard]] virtual bool midway(std::size_t /*connection*/) const { return false; }

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
  std::vector<std::uint32_t> microseconds{};    // of each wanted answer, sorted
  std::vector<std::uint64_t> per_connection{};  // wanted answers of each
  std::uint64_t failed = 0;                     // other answers, and those that never came
  double seconds = 0;

  [[nodiscard]] double rate() const {
    return seconds > 0 ? static_cast<double>(microseconds.size()) / seconds : 0;
  }
  // share: 0.5 is the median, 1 the slowest.
  [[nodiscard]] double milliseconds_at(double share) const;
  [[nodiscard]] std::uint64_t fewest() const;
  [[nodiscard]] std::uint64_t most() const;
  // Whether a connection was served less than a tenth as often as another one: percentiles hide it.
  [[nodiscard]] bool starved() const;
};

LoadResult run_load(Workload& workload, const LoadOptions& options);

}  // namespace lockspire::bench
