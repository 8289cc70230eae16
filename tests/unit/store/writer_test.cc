#include "store/writer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "store/reader_pool.h"
#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

constexpr std::string_view kInsert = "INSERT INTO generations (name, value) VALUES ($1, 1)";

struct WithDatabase {
  WithDatabase() { testing::make_database(path); }

  void start(const WriterLimits& limits = {}) {
    writer = std::make_unique<Writer>(path, clock, limits);
  }
  template <typename Closure>
  void run(Closure closure) const {
    writer->run(ClosureRef<Transaction>(closure));
  }
  void put(const std::string& name) const {
    run([&](Transaction& tx) { tx.execute(kInsert, name); });
  }
  std::int64_t rows() const {
    Connection connection(path, OpenMode::kReadOnly);
    Query query = connection.query("SELECT count(*) - 1 FROM generations");
    query.step();
    return query.integer(0);
  }
  void wait_for_rows(std::int64_t wanted) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (rows() < wanted && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    BOOST_TEST(rows() == wanted);
  }
  bool unavailable(const std::string& name) const {
    try {
      put(name);
      return false;
    } catch (const Unavailable&) {
      return true;
    }
  }

  testing::TempFolder folder;
  std::string path = folder.file("database");
  testing::FakeClock clock;
  std::unique_ptr<Writer> writer;
};

// Keeps the writer busy, so that what others queue waits together.
class Busy {
 public:
  explicit Busy(Writer& writer)
      : thread_([&] {
          auto closure = [&](Transaction&) {
            entered_.release();
            leave_.acquire();
          };
          writer.run(ClosureRef<Transaction>(closure));
        }) {
    entered_.acquire();
  }
  ~Busy() { leave_.release(); }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

 private:
  std::binary_semaphore entered_{0};
  std::binary_semaphore leave_{0};
  std::jthread thread_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(writer)

BOOST_FIXTURE_TEST_CASE(callers_that_wait_together_share_a_commit, WithDatabase) {
  start();
  std::vector<std::jthread> callers;
  {
    const Busy busy(*writer);
    for (int i = 0; i < 20; ++i) {
      BOOST_TEST(writer->note([i](Transaction& tx) { tx.execute(kInsert, std::to_string(i)); }));
    }
    for (int i = 20; i < 40; ++i) {
      callers.emplace_back([&, i] { put(std::to_string(i)); });
    }
  }
  callers.clear();
  put("last");
  BOOST_TEST(rows() == 41);
  // One of the busy closure, few of the others: some callers may have come late.
  BOOST_TEST(writer->counts().writes == 42U);
  BOOST_TEST(writer->counts().batches < 25U);
}

BOOST_FIXTURE_TEST_CASE(notes_that_wait_together_are_one_commit, WithDatabase) {
  start();
  {
    const Busy busy(*writer);
    for (int i = 0; i < 100; ++i) {
      writer->note([i](Transaction& tx) { tx.execute(kInsert, std::to_string(i)); });
    }
  }
  put("last");
  BOOST_TEST(rows() == 101);
  BOOST_TEST(writer->counts().batches <= 3U);
}

BOOST_FIXTURE_TEST_CASE(batch_holds_no_more_than_its_limit, WithDatabase) {
  start({.batch = 4});
  {
    const Busy busy(*writer);
    for (int i = 0; i < 40; ++i) {
      writer->note([i](Transaction& tx) { tx.execute(kInsert, std::to_string(i)); });
    }
  }
  put("last");
  wait_for_rows(41);
  BOOST_TEST(writer->counts().batches >= 11U);
}

// Garbage must not cost durable commits of its own: a flood of notes is a few of them.
BOOST_FIXTURE_TEST_CASE(notes_alone_wait_for_company_and_are_one_commit, WithDatabase) {
  start({.note_delay = std::chrono::milliseconds(100)});
  for (int i = 0; i < 100; ++i) {
    writer->note([i](Transaction& tx) { tx.execute(kInsert, std::to_string(i)); });
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  wait_for_rows(100);
  BOOST_TEST(writer->counts().batches <= 2U);
}

BOOST_FIXTURE_TEST_CASE(note_rides_with_the_next_write, WithDatabase) {
  start({.note_delay = std::chrono::hours(1)});
  writer->note([](Transaction& tx) { tx.execute(kInsert, "note"); });
  BOOST_TEST(writer->counts().queue_depth == 1U);
  BOOST_TEST(rows() == 0);
  put("write");
  BOOST_TEST(rows() == 2);
  BOOST_TEST(writer->counts().batches == 1U);
  BOOST_TEST(writer->counts().queue_depth == 0U);
}

BOOST_FIXTURE_TEST_CASE(write_does_not_wait_behind_notes, WithDatabase) {
  start({.batch = 4, .note_delay = std::chrono::hours(1)});
  for (int i = 0; i < 40; ++i) {
    writer->note([i](Transaction& tx) { tx.execute(kInsert, std::to_string(i)); });
  }
  // Of its own batch are three notes; the others, being overdue or not, come after it.
  put("write");
  BOOST_TEST(rows() == 4);
}

BOOST_FIXTURE_TEST_CASE(writes_and_their_time_are_counted, WithDatabase) {
  start();
  put("one");
  BOOST_TEST(writer->counts().writes == 1U);
  BOOST_TEST(writer->counts().commit_microseconds > 0U);
  BOOST_TEST(writer->counts().dropped_notes == 0U);
}

BOOST_FIXTURE_TEST_CASE(exception_undoes_its_own_closure_only, WithDatabase) {
  start();
  {
    const Busy busy(*writer);
    writer->note([](Transaction& tx) { tx.execute(kInsert, "before"); });
    writer->note([](Transaction& tx) {
      tx.execute(kInsert, "undone");
      throw std::domain_error("a bug");
    });
    writer->note([](Transaction& tx) { tx.execute(kInsert, "after"); });
  }
  put("undone");
  BOOST_TEST(rows() == 3);
  BOOST_TEST(writer->counts().failed_batches == 0U);
}

BOOST_FIXTURE_TEST_CASE(full_queue_refuses_and_recovers, WithDatabase) {
  start({.queue = 4});
  std::vector<std::jthread> callers;
  {
    const Busy busy(*writer);
    std::atomic<int> refused = 0;
    for (int i = 0; i < 12; ++i) {
      callers.emplace_back([&, i] {
        if (unavailable(std::to_string(i))) ++refused;
      });
    }
    while (refused < 8) std::this_thread::yield();
    BOOST_TEST(refused == 8);
  }
  callers.clear();
  BOOST_TEST(rows() == 4);
  put("later");
  BOOST_TEST(rows() == 5);
}

BOOST_FIXTURE_TEST_CASE(note_is_refused_when_the_queue_is_half_full, WithDatabase) {
  start({.queue = 8});
  {
    const Busy busy(*writer);
    for (int i = 0; i < 4; ++i) {
      BOOST_TEST(writer->note([i](Transaction& tx) { tx.execute(kInsert, std::to_string(i)); }));
    }
    BOOST_TEST(!writer->note([](Transaction& tx) { tx.execute(kInsert, "lost"); }));
    BOOST_TEST(writer->counts().dropped_notes == 1U);
  }
  put("last");
  BOOST_TEST(rows() == 5);
}

BOOST_FIXTURE_TEST_CASE(end_commits_what_is_queued, WithDatabase) {
  start();
  {
    const Busy busy(*writer);
    for (int i = 0; i < 10; ++i) {
      writer->note([i](Transaction& tx) { tx.execute(kInsert, std::to_string(i)); });
    }
  }
  writer.reset();
  BOOST_TEST(rows() == 10);
}

BOOST_FIXTURE_TEST_CASE(end_moves_the_wal_into_the_database, WithDatabase) {
  start();
  put("one");
  writer.reset();
  std::filesystem::copy_file(path, folder.file("alone"));
  Connection alone(folder.file("alone"), OpenMode::kReadOnly);
  BOOST_TEST(alone.query("SELECT 1 FROM generations WHERE name = 'one'").step());
}

BOOST_FIXTURE_TEST_CASE(idle_writer_prunes_and_moves_the_wal, WithDatabase) {
  start({.idle = std::chrono::milliseconds(20)});
  run([&](Transaction& tx) {
    tx.execute(
        "INSERT INTO access_tokens (selector, token_hash, client_id, scopes, audience,"
        " issued_at, expires_at) VALUES ('s', 'h', 'c', '', 'a', $1, $1 + 600)",
        clock.now());
  });
  clock.advance(Seconds(601));
  Connection reader(path, OpenMode::kReadOnly);
  const auto pruned = [&] {
    Query query = reader.query("SELECT count(*) FROM access_tokens");
    return query.step() && query.integer(0) == 0;
  };
  for (int i = 0; i < 500 && !pruned(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  BOOST_TEST(pruned());
}

BOOST_FIXTURE_TEST_CASE(idle_writer_with_nothing_to_do_commits_nothing, WithDatabase) {
  start({.idle = std::chrono::milliseconds(5)});
  put("one");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  BOOST_TEST(writer->counts().batches == 1U);
  BOOST_TEST(writer->counts().failed_chores == 0U);
}

BOOST_FIXTURE_TEST_CASE(wal_stays_bounded_while_others_read_all_the_time, WithDatabase) {
  start({.passive_pages = 50, .truncate_pages = 200});
  ReaderPool readers(path);
  std::atomic<bool> stop = false;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      auto look = [](Reader& db) { db.query("SELECT min(name) FROM generations").step(); };
      while (!stop) readers.run(ClosureRef<Reader>(look));
    });
  }
  std::uintmax_t largest = 0;
  const std::string text(20'000, 'x');
  for (int i = 0; i < 400; ++i) {
    run([&](Transaction& tx) { tx.execute(kInsert, std::to_string(i) + text); });
    largest = std::max(largest, std::filesystem::file_size(path + "-wal"));
  }
  stop = true;
  threads.clear();
  BOOST_TEST(rows() == 400);
  BOOST_TEST(largest < 2'000U * 4'096);  // of the 2 800 that were written
  BOOST_TEST(writer->counts().failed_chores == 0U);
}

// A reader that hangs keeps the WAL from being emptied, not from being written.
BOOST_FIXTURE_TEST_CASE(long_reader_blocks_no_commit_and_the_wal_shrinks_after_it, WithDatabase) {
  start({.passive_pages = 20, .truncate_pages = 50});
  const std::string text(2'000, 'x');
  {
    Connection reader(path, OpenMode::kReadOnly);
    reader.execute("BEGIN");
    reader.execute("SELECT count(*) FROM generations");
    for (int i = 0; i < 200; ++i) put(text + std::to_string(i));
    BOOST_TEST(std::filesystem::file_size(path + "-wal") > 200U * 4'096);
  }
  for (int i = 200; i < 600; ++i) put(text + std::to_string(i));
  BOOST_TEST(std::filesystem::file_size(path + "-wal") < 400U * 4'096);
  BOOST_TEST(rows() == 600);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
