#include "store/reader_pool.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "store/migrate.h"

namespace lockspire::store {
namespace {

constexpr std::chrono::seconds kLookPeriod{1};

}  // namespace

ReaderPool::ReaderPool(std::string path, int most)
    : path_(std::move(path)), most_(most), file_(path_) {}

int ReaderPool::default_most() {
  return std::max(8, 2 * static_cast<int>(std::thread::hardware_concurrency()));
}

ReaderPool::Turn::Turn(ReaderPool& pool) : pool_(pool) {
  std::unique_lock lock(pool_.mutex_);
  pool_.left_.wait(lock, [&] { return pool_.reading_ < pool_.most_; });
  ++pool_.reading_;
}

ReaderPool::Turn::~Turn() {
  {
    const std::lock_guard lock(pool_.mutex_);
    --pool_.reading_;
  }
  pool_.left_.notify_one();
}

void ReaderPool::run(ClosureRef<Reader> closure) {
  const Turn turn(*this);
  Loan loan = lend();
  Connection& connection = *loan.connection;
  connection.execute("BEGIN");
  Reader reader(connection);
  try {
    closure(reader);
  } catch (const Unavailable&) {
    throw;  // the connection goes, too
  } catch (...) {
    connection.execute("ROLLBACK");
    give_back(std::move(loan));
    throw;
  }
  connection.execute("COMMIT");
  give_back(std::move(loan));
}

ReaderPool::Loan ReaderPool::lend() {
  Loan loan;
  {
    const std::lock_guard lock(mutex_);
    look_at_file();
    loan.generation = generation_;
    if (!idle_.empty()) {
      loan.connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!loan.connection) loan.connection = open();
  return loan;
}

void ReaderPool::give_back(Loan loan) {
  const std::lock_guard lock(mutex_);
  if (loan.generation == generation_) idle_.push_back(std::move(loan.connection));
}

// Once a second, and before each read while the database is not there.
void ReaderPool::look_at_file() {
  const auto now = SteadyClock::now();
  if (now < next_look_) return;
  switch (file_.look()) {
    case DatabaseFile::State::kMissing:
      throw Unavailable("database " + path_ + " is missing");
    case DatabaseFile::State::kReplaced:
      idle_.clear();
      ++generation_;
      // A writer sets it aside, as soon as one comes by.
      if (file_.has_stale_wal()) {
        throw Unavailable("database " + path_ + " was replaced beside the WAL of another");
      }
      file_.adopt();
      break;
    case DatabaseFile::State::kSame:
      break;
  }
  next_look_ = now + kLookPeriod;
}

std::unique_ptr<Connection> ReaderPool::open() const {
  auto connection = std::make_unique<Connection>(path_, OpenMode::kReadOnly);
  const int version = schema_version(*connection);
  if (version < kSchemaVersion) throw Unavailable(outdated(path_, version));
  return connection;
}

}  // namespace lockspire::store
