// The database's two doors: read(closure) and transact(closure).
//
// A closure is SQL and arithmetic: no signing, no network, no logging, results by value. A refusal
// is a value and commits; only an exception rolls back, and only what its own closure did.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/clock.h"
#include "store/sqlite.h"

namespace lockspire::store {

class ReaderPool;
class Writer;

// Refers to a closure that outlives the call it is passed to; allocates nothing.
template <typename Access>
class ClosureRef {
 public:
  template <typename Closure>
    requires(!std::is_same_v<std::remove_cv_t<Closure>, ClosureRef>)
  explicit ClosureRef(Closure& closure)
      : closure_(&closure),
        call_([](void* target, Access& access) { (*static_cast<Closure*>(target))(access); }) {}

  void operator()(Access& access) const { call_(closure_, access); }

 private:
  void* closure_;
  void (*call_)(void*, Access&);
};

// What a process has written so far, and what waits.
struct WriterCounts {
  std::uint64_t batches = 0;
  std::uint64_t writes = 0;
  std::uint64_t failed_batches = 0;
  // Prunings and check-points that failed; the next batch tries again.
  std::uint64_t failed_chores = 0;
  // Notes that were refused or lost with their batch.
  std::uint64_t dropped_notes = 0;
  // From the gate to the end of COMMIT, of batches that committed.
  std::uint64_t commit_microseconds = 0;
  std::uint64_t queue_depth = 0;
};

class Store {
 public:
  enum class Access { kReadOnly, kReadWrite };

  // Opens a database that exists and whose schema is at least the one this program was built for
  // (store/migrate.h makes and updates it). Throws StoreFault with the path and the fix otherwise,
  // also when the path is on a network file system. `clock` must outlive the store.
  Store(const std::string& path, Access access, const Clock& clock);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Runs the closure on a reader connection, in a snapshot that begins now: it sees everything that
  // any process committed before. Returns what the closure returns. Throws StoreFault, Unavailable.
  template <typename Closure>
  auto read(Closure&& closure) -> std::invoke_result_t<Closure, Reader&> {
    std::optional<std::invoke_result_t<Closure, Reader&>> result;
    auto keep = [&](Reader& db) { result.emplace(closure(db)); };
    run_read(ClosureRef<Reader>(keep));
    return *std::move(result);
  }

  // Runs the closure on the writer thread and returns its result after the COMMIT is on disk.
  // Throws Unavailable when it did not commit, and whatever the closure threw (rolled back, then).
  // REQUIRES: access is kReadWrite.
  template <typename Closure>
  auto transact(Closure&& closure) -> std::invoke_result_t<Closure, Transaction&> {
    using Value = std::invoke_result_t<Closure, Transaction&>;
    std::optional<Value> result;
    auto keep = [&](Transaction& tx) { result.emplace(closure(tx)); };
    run_transact(ClosureRef<Transaction>(keep));
    return *std::move(result);
  }

  // Queues a write that nobody waits for (refusals, counters): it rides with the next batch, or is
  // committed with other notes a quarter of a second later. False, and nothing is written, when the
  // queue is half full.
  bool note(std::function<void(Transaction&)> write);

  [[nodiscard]] WriterCounts counts();

 private:
  void run_read(ClosureRef<Reader> closure);
  void run_transact(ClosureRef<Transaction> closure);

  std::unique_ptr<Writer> writer_;  // null when read-only
  std::unique_ptr<ReaderPool> readers_;
};

}  // namespace lockspire::store
