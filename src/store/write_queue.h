// What waits to be written: batches that fill while the writer is busy. A batch commits or fails as
// a whole, and everybody in it is woken by one call.
//
// Notes, for which nobody waits, ride with the next batch; alone they wait for company a little, so
// that a flood of them costs a few commits a second and holds up no write.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite.h"
#include "store/store.h"

namespace lockspire::store {

// One closure, and what it threw.
struct Write {
  ClosureRef<Transaction> closure;
  std::exception_ptr thrown;
};

class Batch {
 public:
  explicit Batch(std::size_t capacity) { writes_.reserve(capacity); }

  [[nodiscard]] std::vector<Write*>& writes() { return writes_; }
  void add(Write& write) { writes_.push_back(&write); }
  // The batch owns a write that nobody waits for.
  void add_note(std::function<void(Transaction&)> closure);
  [[nodiscard]] std::size_t notes() const { return notes_.size(); }

  // Wakes everybody who waits; `failure` is empty when the batch committed.
  void finish(std::string failure);
  // The failure, empty when it committed. Not an atomic: that one yields the processor several
  // times before it sleeps, and a commit takes longer than that.
  const std::string& wait() const { return finished_.get(); }

 private:
  struct Note;

  std::vector<Write*> writes_;
  std::vector<std::shared_ptr<Note>> notes_;
  std::promise<std::string> failure_;
  std::shared_future<std::string> finished_ = failure_.get_future().share();
};

class WriteQueue {
 public:
  // `note_delay`: how long a note waits for a write to ride with.
  WriteQueue(std::size_t batch, std::size_t limit, std::chrono::milliseconds note_delay)
      : batch_(batch), limit_(limit), note_delay_(note_delay) {}

  // Queues the closure and waits for its batch. Throws Unavailable when the queue is full or
  // stopped or the batch failed, and what the closure threw.
  void run(ClosureRef<Transaction> closure);
  // False when the queue is half full or stopped.
  bool note(std::function<void(Transaction&)> closure);

  enum class Wake { kWork, kIdle, kStopped };
  // Waits for work; kIdle after `patience`, kStopped when there is none left and none will come.
  Wake wait(std::chrono::milliseconds patience);
  // The oldest batch, filled up with notes; null when there is nothing.
  std::shared_ptr<Batch> take();
  // Refuses what waits now, not what comes meanwhile; the number of notes that went with it.
  std::size_t fail_all(const std::string& failure);
  void stop();

  // Writes and notes that wait.
  [[nodiscard]] std::size_t depth();

 private:
  using SteadyClock = std::chrono::steady_clock;

  Batch& open_batch();
  std::shared_ptr<Batch> take_next();
  void wake_writer(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] bool work_waits() const;

  const std::size_t batch_;
  const std::size_t limit_;
  const std::chrono::milliseconds note_delay_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<std::shared_ptr<Batch>> batches_;
  std::deque<std::function<void(Transaction&)>> notes_;
  SteadyClock::time_point notes_due_;  // of the oldest of them
  std::size_t waiting_ = 0;
  bool writer_sleeps_ = false;
  bool stopped_ = false;
};

}  // namespace lockspire::store
