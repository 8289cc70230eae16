// Meter: brings what a program counted into the database, about once a second.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/counters.h"
#include "store/store.h"

namespace lockspire::programs {

class Meter {
 public:
  // Both must outlive the meter.
  Meter(std::string program, Counters& counters, store::Store& store);

  // Writes nothing when nothing happened since, so that an idle program is idle. What the writer
  // does not take now is added to the next time. For one thread.
  void flush();

 private:
  struct Change {
    std::string name;
    std::string labels;
    std::int64_t amount;
  };

  void collect();
  void collect_writes(const store::WriterCounts& now);
  void add(std::string name, std::string labels, std::uint64_t amount);

  const std::string program_;  // as a label: program="token"
  Counters& counters_;
  store::Store& store_;
  std::vector<Change> pending_;
  store::WriterCounts written_;  // as of the last collection
};

}  // namespace lockspire::programs
