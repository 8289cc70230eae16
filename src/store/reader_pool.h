// Read-only connections, lent to one thread at a time; the one that was used last is lent first,
// for its pages and statements are warm. A read takes the processor and hardly waits, so more
// connections than a few for each processor would only take memory.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/database_file.h"
#include "store/sqlite.h"
#include "store/store.h"

namespace lockspire::store {

class ReaderPool {
 public:
  // `path`: as real_path() gives it.
  explicit ReaderPool(std::string path, int most = default_most());

  // As Store::read; waits while `most` others read. REQUIRES: no read inside of a read.
  void run(ClosureRef<Reader> closure);

  static int default_most();

 private:
  using SteadyClock = std::chrono::steady_clock;

  struct Loan {
    std::unique_ptr<Connection> connection;
    std::uint64_t generation;
  };

  // Being one of those who read.
  class Turn {
   public:
    explicit Turn(ReaderPool& pool);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    ReaderPool& pool_;
  };

  Loan lend();
  void give_back(Loan loan);
  void look_at_file();
  [[nodiscard]] std::unique_ptr<Connection> open() const;

  const std::string path_;
  const int most_;
  std::mutex mutex_;  // over all below
  std::condition_variable left_;
  int reading_ = 0;
  DatabaseFile file_;
  // Connections of an older generation belong to a database that was replaced.
  std::uint64_t generation_ = 0;
  SteadyClock::time_point next_look_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace lockspire::store
