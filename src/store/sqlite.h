// Connections, queries, and the two kinds of access that closures get. sqlite.cc is the only file
// that includes SQLite's header; nothing outside store/ names an engine.
#pragma once

#include <any>
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>

#include "base/clock.h"
#include "base/named.h"

struct sqlite3;
struct sqlite3_stmt;

namespace lockspire::store {

// A fault of the machine or a bug: what was being done, then why. Never the values of a row.
class StoreFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A fault that may pass: locked, full, read-only, unreadable or missing database, full queue. The
// caller's answer is temporarily_unavailable (503).
class Unavailable : public StoreFault {
 public:
  using StoreFault::StoreFault;
};

// A primary key or a unique index refused the row. The transaction lives on without the statement.
class Conflict : public StoreFault {
 public:
  using StoreFault::StoreFault;
};

class Connection;

// A prepared statement and the places of its parameters: parameters[0] is where `$1` is bound, 0
// when the statement has none of that name.
struct Statement {
  sqlite3_stmt* handle = nullptr;
  int count = 0;
  std::array<int, 32> parameters{};
  bool running = false;
};

// A running statement. One at a time for each SQL text of a connection; reset when it goes.
class Query {
 public:
  Query(Connection& connection, Statement& statement);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query(Query&& other) noexcept;
  Query& operator=(Query&&) = delete;

  // `$1` is index 1. SQLite numbers $n by first appearance, so they are bound by name.
  void bind(int index, std::int64_t value);
  void bind(int index, int value) { bind(index, std::int64_t{value}); }
  void bind(int index, bool value) { bind(index, std::int64_t{value ? 1 : 0}); }
  void bind(int index, Instant value) { bind(index, to_unix(value)); }
  // The text must outlive the query, unless copy_texts was set before.
  void bind(int index, std::string_view value);
  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
  void bind(int index, const char* value) { bind(index, std::string_view(value)); }
  void bind(int index, std::nullopt_t);
  template <typename Tag>
  void bind(int index, const Named<Tag>& value) {
    bind(index, std::string_view(value.text()));
  }
  template <typename T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      bind(index, std::nullopt);
    }
  }
  void copy_texts(bool copy) { copy_texts_ = copy; }

  // True when a row is there. Throws StoreFault, Conflict or Unavailable.
  // REQUIRES: every parameter is bound.
  bool step();

  // Columns of the current row, from 0. REQUIRES: the column is not NULL (text: "" is not NULL).
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
  [[nodiscard]] Instant instant(int column) const { return from_unix(integer(column)); }
  // The same for columns that may be NULL.
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;
  [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const;
  [[nodiscard]] std::optional<Instant> optional_instant(int column) const;

 private:
  int place_of(int index);
  void require_value(int column) const;

  Connection& connection_;
  Statement* statement_;
  int bound_ = 0;
  bool copy_texts_ = false;
};

// A read-only connection keeps little memory, since each thread of a program may have one.
enum class OpenMode { kReadOnly, kReadWrite };

// One connection to a file that exists: synchronous=FULL, foreign keys, no mmap, no checkpoint that
// was not asked for, trusted schema off. Used by one thread at a time. Statements are prepared once
// for each SQL text.
class Connection {
 public:
  // Throws Unavailable.
  Connection(const std::string& path, OpenMode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `sql` must be a literal or live as long as the connection: it is the key of the statement
  // cache.
  template <typename... Values>
  Query query(std::string_view sql, Values&&... values) {
    Query query(*this, prepared(sql));
    int index = 0;
    (bind_one(query, ++index, std::forward<Values>(values)), ...);
    return query;
  }

  // Runs a statement to its end; the number of rows it changed.
  template <typename... Values>
  std::int64_t execute(std::string_view sql, const Values&... values) {
    Query running = query(sql, values...);
    while (running.step()) {
    }
    return changes();
  }

  // Several statements without parameters (migrations, pragmas).
  void run_script(const std::string& sql);

  // Rows changed by the last INSERT, UPDATE or DELETE.
  [[nodiscard]] std::int64_t changes() const;
  // False while a transaction is open.
  [[nodiscard]] bool autocommit() const;
  // How long to wait for a lock of another connection.
  void set_busy_timeout(std::chrono::milliseconds patience);
  // The pages in the WAL after the last commit of this connection.
  [[nodiscard]] int wal_pages() const { return wal_pages_; }

  // kPassive moves to the database what readers let it move, and waits for nobody. kTruncate then
  // also empties the WAL, if the readers in it leave within `patience`. True when nothing is left
  // in the WAL that the database has not. REQUIRES: the gate is held, no transaction is open.
  enum class Checkpoint { kPassive, kTruncate };
  bool checkpoint(Checkpoint mode, std::chrono::milliseconds patience = {});

  // Copies the whole database into `target` in one snapshot; the number of pages.
  std::int64_t copy_to(Connection& target);

  // State that lives with the connection: estimates and memos, never truth, for it survives a
  // rollback.
  template <typename T>
  T& local() {
    std::any& slot = locals_[std::type_index(typeid(T))];
    if (!slot.has_value()) slot.emplace<T>();
    return std::any_cast<T&>(slot);
  }

  // Throws the fault that the result code stands for.
  [[noreturn]] void raise(int code, std::string_view doing) const;

 private:
  struct Closed {
    void operator()(sqlite3* db) const;
  };

  // A temporary is gone before the query is, so its text is copied.
  template <typename Value>
  static void bind_one(Query& query, int index, Value&& value) {
    using Plain = std::remove_cvref_t<Value>;
    query.copy_texts(!std::is_lvalue_reference_v<Value> && !std::is_trivially_copyable_v<Plain>);
    query.bind(index, value);
  }

  void configure(OpenMode mode);
  Statement& prepared(std::string_view sql);

  std::unique_ptr<sqlite3, Closed> db_;
  std::unordered_map<std::string_view, Statement> statements_;
  std::unordered_map<std::type_index, std::any> locals_;
  int wal_pages_ = 0;
};

// What a read closure gets: one snapshot of the database.
class Reader {
 public:
  explicit Reader(Connection& connection) : connection_(connection) {}

  template <typename... Values>
  Query query(std::string_view sql, Values&&... values) {
    return connection_.query(sql, std::forward<Values>(values)...);
  }

  // As Connection::local.
  template <typename T>
  T& local() {
    return connection_.local<T>();
  }

 protected:
  [[nodiscard]] Connection& connection() { return connection_; }

 private:
  Connection& connection_;
};

// What a transact closure gets. Everything it does commits, or nothing does.
class Transaction : public Reader {
 public:
  using Reader::Reader;

  // The number of rows changed.
  template <typename... Values>
  std::int64_t execute(std::string_view sql, const Values&... values) {
    return connection().execute(sql, values...);
  }
};

}  // namespace lockspire::store
