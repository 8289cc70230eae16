#include "store/write_queue.h"

#include <algorithm>
#include <utility>
#include <vector>

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
  notes_.push_back(std::move(closure));
  if (notes_.size() > 1) {
    ++waiting_;
    return true;
  }
  notes_due_ = SteadyClock::now() + note_delay_;
  wake_writer(lock);
  return true;
}

bool WriteQueue::work_waits() const {
  if (!batches_.empty()) return true;
  return !notes_.empty() && (stopped_ || SteadyClock::now() >= notes_due_);
}

WriteQueue::Wake WriteQueue::wait(std::chrono::milliseconds patience) {
  const auto idle_at = SteadyClock::now() + patience;
  std::unique_lock lock(mutex_);
  while (!work_waits() && !stopped_ && SteadyClock::now() < idle_at) {
    writer_sleeps_ = true;
    wanted_.wait_until(lock, notes_.empty() ? idle_at : std::min(idle_at, notes_due_));
  }
  writer_sleeps_ = false;
  if (work_waits()) return Wake::kWork;
  return stopped_ ? Wake::kStopped : Wake::kIdle;
}

std::shared_ptr<Batch> WriteQueue::take() {
  const std::lock_guard lock(mutex_);
  return take_next();
}

std::shared_ptr<Batch> WriteQueue::take_next() {
  if (batches_.empty() && notes_.empty()) return nullptr;
  std::shared_ptr<Batch> batch;
  if (batches_.empty()) {
    batch = std::make_shared<Batch>(batch_);
  } else {
    batch = std::move(batches_.front());
    batches_.pop_front();
  }
  while (!notes_.empty() && batch->writes().size() < batch_) {
    batch->add_note(std::move(notes_.front()));
    notes_.pop_front();
  }
  waiting_ -= batch->writes().size();
  return batch;
}

std::size_t WriteQueue::fail_all(const std::string& failure) {
  std::vector<std::shared_ptr<Batch>> failed;
  {
    const std::lock_guard lock(mutex_);
    while (auto batch = take_next()) failed.push_back(std::move(batch));
  }
  std::size_t notes = 0;
  for (const auto& batch : failed) {
    notes += batch->notes();
    batch->finish(failure);
  }
  return notes;
}

std::size_t WriteQueue::depth() {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

void WriteQueue::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  wanted_.notify_one();
}

}  // namespace lockspire::store
