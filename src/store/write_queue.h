// What waits to be written: batches that fill while the writer is busy. A batch commits or fails as
// a whole, and everybody in it is woken by one call.
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
  WriteQueue(std::size_t batch, std::size_t limit) : batch_(batch), limit_(limit) {}

  // Queues the closure and waits for its batch. Throws Unavailable when the queue is full or
  // stopped or the batch failed, and what the closure threw.
  void run(ClosureRef<Transaction> closure);
  // False when the queue is half full or stopped.
  bool note(std::function<void(Transaction&)> closure);

  enum class Wake { kWork, kIdle, kStopped };
  // Waits for work; kIdle after `patience`, kStopped when there is none left and none will come.
  Wake wait(std::chrono::milliseconds patience);
  // The oldest batch; null when there is none.
  std::shared_ptr<Batch> take();
  // Refuses everything that waits.
  void fail_all(const std::string& failure);
  void stop();

 private:
  Batch& open_batch();
  void wake_writer(std::unique_lock<std::mutex>& lock);

  const std::size_t batch_;
  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<std::shared_ptr<Batch>> batches_;
  std::size_t waiting_ = 0;
  bool writer_sleeps_ = false;
  bool stopped_ = false;
};

}  // namespace lockspire::store
