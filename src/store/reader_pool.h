// Read-only connections, lent to one thread at a time; the one that was used last is lent first,
// for its pages and statements are warm.
#pragma once

#include <chrono>
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
  explicit ReaderPool(std::string path);

  // As Store::read.
  void run(ClosureRef<Reader> closure);

 private:
  using SteadyClock = std::chrono::steady_clock;

  struct Loan {
    std::unique_ptr<Connection> connection;
    std::uint64_t generation;
  };

  Loan lend();
  void give_back(Loan loan);
  void look_at_file();
  [[nodiscard]] std::unique_ptr<Connection> open() const;

  const std::string path_;
  std::mutex mutex_;
  DatabaseFile file_;
  // Connections of an older generation belong to a database that was replaced.
  std::uint64_t generation_ = 0;
  SteadyClock::time_point next_look_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace lockspire::store
