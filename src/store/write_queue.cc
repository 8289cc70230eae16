#include "store/write_queue.h"

#include <utility>

namespace lockspire::store {

struct Batch::Note {
  explicit Note(std::function<void(Transaction&)> write)
      : closure(std::move(write)), queued{ClosureRef<Transaction>(closure), nullptr} {}

  std::function<void(Transaction&)> closure;
  Write queued;
};

void Batch::add_note(std::function<void(Transaction&)> closure) {
  notes_.push_back(std::make_shared<Note>(std::move(closure)));
  add(notes_.back()->queued);
}

void Batch::finish(std::string failure) {
  failure_.set_value(std::move(failure));
}

Batch& WriteQueue::open_batch() {
  if (batches_.empty() || batches_.back()->writes().size() >= batch_) {
    batches_.push_back(std::make_shared<Batch>(batch_));
  }
  return *batches_.back();
}

void WriteQueue::wake_writer(std::unique_lock<std::mutex>& lock) {
  ++waiting_;
  const bool sleeps = std::exchange(writer_sleeps_, false);
  lock.unlock();
  if (sleeps) wanted_.notify_one();
}

void WriteQueue::run(ClosureRef<Transaction> closure) {
  Write write{closure, nullptr};
  std::shared_ptr<Batch> batch;
  {
    std::unique_lock lock(mutex_);
    if (stopped_) throw Unavailable("write: the store is closing");
    if (waiting_ >= limit_) throw Unavailable("write: the queue is full");
    open_batch().add(write);
    batch = batches_.back();
    wake_writer(lock);
  }
  const std::string& failure = batch->wait();
  if (write.thrown) std::rethrow_exception(write.thrown);
  if (!failure.empty()) throw Unavailable(failure);
}

bool WriteQueue::note(std::function<void(Transaction&)> closure) {
  std::unique_lock lock(mutex_);
  if (stopped_ || waiting_ >= limit_ / 2) return false;
  open_batch().add_note(std::move(closure));
  wake_writer(lock);
  return true;
}

WriteQueue::Wake WriteQueue::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return stopped_ || !batches_.empty(); };
  if (!ready()) {
    writer_sleeps_ = true;
    wanted_.wait_for(lock, patience, ready);
    writer_sleeps_ = false;
  }
  if (!batches_.empty()) return Wake::kWork;
  return stopped_ ? Wake::kStopped : Wake::kIdle;
}

std::shared_ptr<Batch> WriteQueue::take() {
  const std::lock_guard lock(mutex_);
  if (batches_.empty()) return nullptr;
  auto batch = std::move(batches_.front());
  batches_.pop_front();
  waiting_ -= batch->writes().size();
  return batch;
}

void WriteQueue::fail_all(const std::string& failure) {
  while (const auto batch = take()) batch->finish(failure);
}

void WriteQueue::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  wanted_.notify_one();
}

}  // namespace lockspire::store
