// The one thread of a process that writes: group commit. Up to 128 closures share a COMMIT, and so
// one flush of the disk; each has a savepoint of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "store/database_file.h"
#include "store/gate.h"
#include "store/prune.h"
#include "store/sqlite.h"
#include "store/store.h"
#include "store/write_queue.h"

namespace lockspire::store {

struct WriterLimits {
  std::size_t batch = 128;
  std::size_t queue = 1'024;
  // How long a batch waits for other writers, gate and lock together.
  std::chrono::milliseconds patience{2'000};
  // How often an idle writer looks for expired rows and for pages to check-point.
  std::chrono::milliseconds idle{3'000};
  // How long a note waits for a write to ride with.
  std::chrono::milliseconds note_delay{250};
  // Pages of the WAL from which on they are moved to the database, and between two attempts.
  int passive_pages = 2'000;
  // ... and from which on the WAL's file is cut.
  int truncate_pages = 16'000;
  // Rows of each table that one batch may prune.
  int prune_rows = 200;
};

class Writer {
 public:
  // `path`: as real_path() gives it. Throws Unavailable when the database cannot be opened for
  // writing.
  Writer(const std::string& path, const Clock& clock, const WriterLimits& limits = {});
  // Commits what is queued.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // As Store::transact and Store::note.
  void run(ClosureRef<Transaction> closure) { queue_.run(closure); }
  bool note(std::function<void(Transaction&)> closure);

  [[nodiscard]] WriterCounts counts();

 private:
  using SteadyClock = std::chrono::steady_clock;

  void work();
  void serve();
  void tidy();
  void close_down();

  Gate::Held begin();
  void ensure_connection();
  void open_connection();
  void run_batch(Batch& batch);
  void run_write(Transaction& tx, Write& write);
  void abandon();

  void prune_when_due(Transaction& tx);
  [[nodiscard]] bool checkpoint_due() const;
  void checkpoint();
  bool chore_waits();

  const Clock& clock_;
  const WriterLimits limits_;
  DatabaseFile file_;
  Gate gate_;
  WriteQueue queue_;
  std::unique_ptr<Connection> connection_;
  std::optional<Instant> next_prune_;
  bool behind_ = false;
  bool shrinking_ = false;
  int attempted_at_pages_ = 0;
  std::atomic<std::uint64_t> batches_{0};
  std::atomic<std::uint64_t> writes_{0};
  std::atomic<std::uint64_t> failed_batches_{0};
  std::atomic<std::uint64_t> failed_chores_{0};
  std::atomic<std::uint64_t> dropped_notes_{0};
  std::atomic<std::uint64_t> commit_microseconds_{0};
  std::thread thread_;  // last: it uses the rest
};

}  // namespace lockspire::store
