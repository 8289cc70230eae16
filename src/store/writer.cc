#include "store/writer.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "store/free_pages.h"
#include "store/migrate.h"

namespace lockspire::store {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr Seconds kPrunePeriod{1};

// An idle writer that has not caught up with what expired and what became free.
constexpr Milliseconds kShortBreak{20};

// Pages between two attempts to cut a large WAL.
constexpr int kLargeWalStep = 250;

constexpr Milliseconds kReaderPatience{50};

constexpr Milliseconds kClosingPatience{1'000};

std::uint64_t microseconds_since(std::chrono::steady_clock::time_point start) {
  using std::chrono::duration_cast;
  const auto spent = std::chrono::steady_clock::now() - start;
  return static_cast<std::uint64_t>(duration_cast<std::chrono::microseconds>(spent).count());
}

std::string reason_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& fault) {
    return fault.what();
  } catch (...) {
    return "unknown fault";
  }
}

}  // namespace

Writer::Writer(const std::string& path, const Clock& clock, const WriterLimits& limits)
    : clock_(clock),
      limits_(limits),
      file_(path),
      gate_(path),
      queue_(limits.batch, limits.queue, limits.note_delay) {
  open_connection();
  thread_ = std::thread([this] { work(); });
}

Writer::~Writer() {
  queue_.stop();
  thread_.join();
}

bool Writer::note(std::function<void(Transaction&)> closure) {
  const bool queued = queue_.note(std::move(closure));
  if (!queued) ++dropped_notes_;
  return queued;
}

WriterCounts Writer::counts() {
  return {.batches = batches_,
          .writes = writes_,
          .failed_batches = failed_batches_,
          .failed_chores = failed_chores_,
          .dropped_notes = dropped_notes_,
          .commit_microseconds = commit_microseconds_,
          .queue_depth = queue_.depth()};
}

void Writer::work() {
  for (;;) {
    switch (queue_.wait(behind_ || shrinking_ ? kShortBreak : limits_.idle)) {
      case WriteQueue::Wake::kWork:
        // Who is about to write gets the processor first, and joins the batch.
        std::this_thread::yield();
        serve();
        break;
      case WriteQueue::Wake::kIdle:
        tidy();
        break;
      case WriteQueue::Wake::kStopped:
        close_down();
        return;
    }
  }
}

// The gate comes before the queue is looked at: what arrives while waiting joins the batch.
void Writer::serve() {
  std::shared_ptr<Batch> batch;
  try {
    Gate::Held held = begin();
    const auto start = SteadyClock::now();
    batch = queue_.take();
    run_batch(*batch);
    connection_->execute("COMMIT");
    ++batches_;
    commit_microseconds_ += microseconds_since(start);
    writes_ += batch->writes().size();
    if (!checkpoint_due()) held.release();
    batch->finish({});
    batch.reset();
    if (checkpoint_due()) checkpoint();
  } catch (...) {
    const std::string reason = reason_of(std::current_exception());
    ++failed_batches_;
    abandon();
    if (batch) {
      dropped_notes_ += batch->notes();
      batch->finish(reason);
    } else {
      dropped_notes_ += queue_.fail_all(reason);
    }
  }
}

Gate::Held Writer::begin() {
  const auto start = SteadyClock::now();
  Gate::Held held = gate_.acquire(limits_.patience);
  ensure_connection();
  const auto spent = std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - start);
  const auto left = std::max(limits_.patience - spent, Milliseconds(1));
  connection_->set_busy_timeout(left);
  connection_->execute("BEGIN IMMEDIATE");
  return held;
}

void Writer::ensure_connection() {
  switch (file_.look()) {
    case DatabaseFile::State::kMissing:
      throw Unavailable("database " + file_.path() + " is missing");
    case DatabaseFile::State::kReplaced:
      connection_.reset();
      file_.set_stale_wal_aside();
      file_.adopt();
      break;
    case DatabaseFile::State::kSame:
      break;
  }
  if (!connection_) open_connection();
}

void Writer::open_connection() {
  auto connection = std::make_unique<Connection>(file_.path(), OpenMode::kReadWrite);
  const int version = schema_version(*connection);
  if (version < kSchemaVersion) throw Unavailable(outdated(file_.path(), version));
  connection->execute("PRAGMA journal_mode = WAL");
  if (file_.look() != DatabaseFile::State::kSame) {
    throw Unavailable("database " + file_.path() + " was replaced while it was opened");
  }
  connection_ = std::move(connection);
  attempted_at_pages_ = 0;
}

void Writer::run_batch(Batch& batch) {
  Transaction tx(*connection_);
  for (Write* write : batch.writes()) run_write(tx, *write);
  prune_when_due(tx);
}

// A fault of the storage fails the batch, whoever met it; anything else is its own closure's
// matter.
void Writer::run_write(Transaction& tx, Write& write) {
  connection_->execute("SAVEPOINT a_write");
  try {
    write.closure(tx);
  } catch (const Unavailable&) {
    throw;
  } catch (...) {
    write.thrown = std::current_exception();
    if (connection_->autocommit()) throw Unavailable("write: the transaction was lost");
    connection_->execute("ROLLBACK TO a_write");
  }
  if (connection_->autocommit()) throw Unavailable("write: the transaction was lost");
  connection_->execute("RELEASE a_write");
}

// After a failure nothing is known about the connection: the next batch opens another.
void Writer::abandon() {
  if (connection_ && !connection_->autocommit()) {
    try {
      connection_->execute("ROLLBACK");
    } catch (const StoreFault&) {
      ++failed_chores_;
    }
  }
  connection_.reset();
}

void Writer::prune_when_due(Transaction& tx) {
  const Instant now = clock_.now();
  // A clock that was set back must not stop the pruning.
  if (next_prune_ && now < *next_prune_ && *next_prune_ - now <= kPrunePeriod) return;
  connection_->execute("SAVEPOINT a_pruning");
  try {
    const PruneResult pruned = prune_now(tx, now, limits_.prune_rows);
    behind_ = pruned.more;
    next_prune_ = pruned.more ? now : now + kPrunePeriod;
  } catch (const Unavailable&) {
    throw;
  } catch (const StoreFault&) {
    ++failed_chores_;
    behind_ = false;
    next_prune_ = now + kPrunePeriod;
    connection_->execute("ROLLBACK TO a_pruning");
  }
  connection_->execute("RELEASE a_pruning");
}

// Once all of the WAL is in the database, the next commit starts it anew, unless a reader is in it
// just then. While the machine is busy some reader always is: then a few milliseconds are waited
// for those that are in, since new ones do not enter a WAL that was moved as a whole.
bool Writer::checkpoint_due() const {
  const int grown = connection_->wal_pages() - attempted_at_pages_;
  if (grown < 0) return connection_->wal_pages() >= limits_.passive_pages;
  if (connection_->wal_pages() >= limits_.truncate_pages) return grown >= kLargeWalStep;
  return grown >= limits_.passive_pages;
}

void Writer::checkpoint() {
  const int pages = connection_->wal_pages();
  try {
    if (pages < limits_.truncate_pages) {
      connection_->checkpoint(Connection::Checkpoint::kPassive);
    } else {
      const bool huge = pages >= 2 * limits_.truncate_pages;
      connection_->checkpoint(Connection::Checkpoint::kTruncate,
                              huge ? kReaderPatience : Milliseconds(0));
    }
    attempted_at_pages_ = connection_->wal_pages();
  } catch (const StoreFault&) {
    ++failed_chores_;
    connection_.reset();
  }
}

// An idle process still deletes what expires, gives back pages, empties its WAL and notices a
// replaced database.
void Writer::tidy() {
  shrinking_ = false;
  try {
    if (!chore_waits()) return;
    const Gate::Held held = begin();
    Transaction tx(*connection_);
    prune_when_due(tx);
    const bool more = give_back_pages(tx);
    connection_->execute("COMMIT");
    shrinking_ = more;
    checkpoint();
  } catch (const std::exception&) {
    ++failed_chores_;
    abandon();
  }
}

bool Writer::chore_waits() {
  if (!connection_ || file_.look() != DatabaseFile::State::kSame) return true;
  if (connection_->wal_pages() != attempted_at_pages_) return true;
  Reader reader(*connection_);
  return anything_to_prune(reader, clock_.now()) || too_many_free_pages(reader);
}

void Writer::close_down() {
  try {
    const Gate::Held held = gate_.acquire(kClosingPatience);
    if (file_.look() == DatabaseFile::State::kSame && connection_) checkpoint();
  } catch (const std::exception&) {
    ++failed_chores_;
  }
  connection_.reset();
}

}  // namespace lockspire::store
