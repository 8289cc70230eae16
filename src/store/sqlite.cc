#include "store/sqlite.h"

#include <utility>

#include <sqlite3.h>

#include "base/c_ptr.h"

namespace lockspire::store {
namespace {

constexpr std::chrono::milliseconds kBusyPatience{2'000};

// 16 KiB instead of 48: a program has up to a hundred readers.
constexpr int kLookasideSlot = 256;
constexpr int kLookasideSlots = 64;

// temp_store: savepoints of a large batch must not make files. cache_size, in KiB: selectors are
// ordered by time, so a writer comes back to few pages.
constexpr const char* kPragmas =
    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -1024;";
constexpr const char* kReaderPragmas = "PRAGMA query_only = ON; PRAGMA cache_size = -64;";

int remember_wal_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

// Nobody asks SQLite how much memory it uses; counting it costs all threads one lock.
void configure_library() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(done);
}

bool may_pass(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_NOTADB:
    case SQLITE_PERM:
      return true;
    default:
      return false;
  }
}

}  // namespace

Query::Query(Connection& connection, Statement& statement)
    : connection_(connection), statement_(&statement) {
  if (statement.running) throw StoreFault("query: a statement was started while it was running");
  statement.running = true;
}

Query::Query(Query&& other) noexcept
    : connection_(other.connection_),
      statement_(std::exchange(other.statement_, nullptr)),
      bound_(other.bound_),
      copy_texts_(other.copy_texts_) {}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_->handle);
  if (statement_->count > 0) sqlite3_clear_bindings(statement_->handle);
  statement_->running = false;
}

int Query::place_of(int index) {
  const auto slot = static_cast<std::size_t>(index - 1);
  const int place = slot < statement_->parameters.size() ? statement_->parameters[slot] : 0;
  if (place == 0) throw StoreFault("query: no parameter $" + std::to_string(index));
  ++bound_;
  return place;
}

void Query::bind(int index, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_->handle, place_of(index), value);
  if (code != SQLITE_OK) connection_.raise(code, "bind");
}

void Query::bind(int index, std::string_view value) {
  // A null pointer would bind NULL.
  const char* text = value.data() == nullptr ? "" : value.data();
  const auto lifetime = copy_texts_ ? SQLITE_TRANSIENT : SQLITE_STATIC;
  const int code = sqlite3_bind_text64(statement_->handle, place_of(index), text, value.size(),
                                       lifetime, SQLITE_UTF8);
  if (code != SQLITE_OK) connection_.raise(code, "bind");
}

void Query::bind(int index, std::nullopt_t) {
  const int code = sqlite3_bind_null(statement_->handle, place_of(index));
  if (code != SQLITE_OK) connection_.raise(code, "bind");
}

bool Query::step() {
  if (bound_ < statement_->count) throw StoreFault("query: a parameter was not bound");
  const int code = sqlite3_step(statement_->handle);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  connection_.raise(code, "query");
}

void Query::require_value(int column) const {
  if (sqlite3_column_type(statement_->handle, column) == SQLITE_NULL) {
    throw StoreFault("query: column " + std::to_string(column) + " is NULL");
  }
}

std::string Query::text(int column) const {
  require_value(column);
  const unsigned char* text = sqlite3_column_text(statement_->handle, column);
  if (text == nullptr) connection_.raise(SQLITE_NOMEM, "query");
  const int size = sqlite3_column_bytes(statement_->handle, column);
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

std::int64_t Query::integer(int column) const {
  require_value(column);
  return sqlite3_column_int64(statement_->handle, column);
}

std::optional<std::string> Query::optional_text(int column) const {
  if (sqlite3_column_type(statement_->handle, column) == SQLITE_NULL) return std::nullopt;
  return text(column);
}

std::optional<std::int64_t> Query::optional_integer(int column) const {
  if (sqlite3_column_type(statement_->handle, column) == SQLITE_NULL) return std::nullopt;
  return sqlite3_column_int64(statement_->handle, column);
}

std::optional<Instant> Query::optional_instant(int column) const {
  const auto seconds = optional_integer(column);
  if (!seconds) return std::nullopt;
  return from_unix(*seconds);
}

void Connection::Closed::operator()(sqlite3* db) const {
  sqlite3_close_v2(db);
}

Connection::Connection(const std::string& path, OpenMode mode) {
  configure_library();
  const int access = mode == OpenMode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, access | SQLITE_OPEN_NOMUTEX, nullptr);
  db_.reset(db);
  if (code != SQLITE_OK) raise(code, "open " + path);
  configure(mode);
}

Connection::~Connection() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement.handle);
}

void Connection::configure(OpenMode mode) {
  sqlite3* db = db_.get();
  sqlite3_extended_result_codes(db, 1);
  set_busy_timeout(kBusyPatience);
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  // The hook takes the place of automatic checkpoints.
  sqlite3_wal_hook(db, &remember_wal_pages, &wal_pages_);
  if (mode == OpenMode::kReadOnly) {
    sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, nullptr, kLookasideSlot, kLookasideSlots);
  }
  run_script(kPragmas);
  if (mode == OpenMode::kReadOnly) run_script(kReaderPragmas);
}

Statement& Connection::prepared(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return found->second;

  Statement statement;
  const int code = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement.handle, nullptr);
  if (code != SQLITE_OK) raise(code, "prepare");
  statement.count = sqlite3_bind_parameter_count(statement.handle);
  for (std::size_t i = 0; i < statement.parameters.size(); ++i) {
    const std::string name = "$" + std::to_string(i + 1);
    statement.parameters[i] = sqlite3_bind_parameter_index(statement.handle, name.c_str());
  }
  return statements_.emplace(sql, statement).first->second;
}

void Connection::run_script(const std::string& sql) {
  const int code = sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(code, "script");
}

std::int64_t Connection::changes() const {
  return sqlite3_changes64(db_.get());
}

bool Connection::autocommit() const {
  return sqlite3_get_autocommit(db_.get()) != 0;
}

void Connection::set_busy_timeout(std::chrono::milliseconds patience) {
  sqlite3_busy_timeout(db_.get(), static_cast<int>(patience.count()));
}

bool Connection::checkpoint(Checkpoint mode, std::chrono::milliseconds patience) {
  int in_wal = 0;
  int moved = 0;
  const int how =
      mode == Checkpoint::kTruncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  set_busy_timeout(patience);
  const int code = sqlite3_wal_checkpoint_v2(db_.get(), nullptr, how, &in_wal, &moved);
  set_busy_timeout(kBusyPatience);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) raise(code, "checkpoint");
  if (code == SQLITE_OK && mode == Checkpoint::kTruncate) wal_pages_ = 0;
  return code == SQLITE_OK && in_wal == moved;
}

std::int64_t Connection::copy_to(Connection& target) {
  CPtr<sqlite3_backup, sqlite3_backup_finish> copy(
      sqlite3_backup_init(target.db_.get(), "main", db_.get(), "main"));
  if (!copy) target.raise(sqlite3_extended_errcode(target.db_.get()), "copy");
  // All pages in one step: another connection's commit would start a slower copy anew.
  const int code = sqlite3_backup_step(copy.get(), -1);
  const std::int64_t pages = sqlite3_backup_pagecount(copy.get());
  copy.reset();
  if (code != SQLITE_DONE) raise(code, "copy");
  const int finished = sqlite3_extended_errcode(target.db_.get());
  if (finished != SQLITE_OK) target.raise(finished, "copy");
  return pages;
}

void Connection::raise(int code, std::string_view doing) const {
  const std::string message = std::string(doing) + ": " + sqlite3_errstr(code) + " (" +
                              std::to_string(code) + ", " +
                              (db_ ? sqlite3_errmsg(db_.get()) : "no connection") + ")";
  if (may_pass(code)) throw Unavailable(message);
  if (code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_UNIQUE) {
    throw Conflict(message);
  }
  throw StoreFault(message);
}

}  // namespace lockspire::store
