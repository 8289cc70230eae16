#include "store/store.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

namespace fs = std::filesystem;
using testing::TestStore;

constexpr std::string_view kInsert = "INSERT INTO generations (name, value) VALUES ($1, $2)";

void put(Store& store, const std::string& name, int value = 1) {
  store.transact([&](Transaction& tx) { return tx.execute(kInsert, name, value); });
}

bool has(Store& store, const std::string& name) {
  return store.read([&](Reader& db) {
    return db.query("SELECT 1 FROM generations WHERE name = $1", name).step();
  });
}

template <typename Action>
bool unavailable(Action action) {
  try {
    action();
    return false;
  } catch (const Unavailable&) {
    return true;
  }
}

// Readers look at the file once a second.
template <typename Condition>
bool soon(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (std::chrono::steady_clock::now() < deadline) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

bool reads_or_waits(Store& store, const std::string& name) {
  try {
    return has(store, name);
  } catch (const Unavailable&) {
    return false;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store)

BOOST_FIXTURE_TEST_CASE(refusal_is_a_value_and_commits, TestStore) {
  const bool granted = store.transact([&](Transaction& tx) {
    tx.execute(kInsert, "revoked", 1);
    return false;
  });
  BOOST_TEST(!granted);
  BOOST_TEST(has(store, "revoked"));
}

BOOST_FIXTURE_TEST_CASE(exception_rolls_back_and_reaches_the_caller, TestStore) {
  const auto fails = [&](Transaction& tx) -> int {
    tx.execute(kInsert, "lost", 1);
    throw std::domain_error("a bug");
  };
  BOOST_CHECK_THROW(store.transact(fails), std::domain_error);
  BOOST_TEST(!has(store, "lost"));
}

BOOST_FIXTURE_TEST_CASE(conflict_reaches_the_caller, TestStore) {
  put(store, "one");
  BOOST_CHECK_THROW(put(store, "one"), Conflict);
  put(store, "two");
  BOOST_TEST(has(store, "two"));
}

BOOST_FIXTURE_TEST_CASE(read_sees_what_another_process_just_committed, TestStore) {
  Store other(path(), Store::Access::kReadWrite, clock);
  for (int i = 0; i < 50; ++i) {
    const std::string name = "row" + std::to_string(i);
    put(i % 2 == 0 ? store : other, name);
    BOOST_REQUIRE(has(i % 2 == 0 ? other : store, name));
  }
}

BOOST_FIXTURE_TEST_CASE(read_is_one_snapshot, TestStore) {
  const bool seen = store.read([&](Reader& db) {
    db.query("SELECT count(*) FROM generations").step();
    put(store, "later");
    return db.query("SELECT 1 FROM generations WHERE name = 'later'").step();
  });
  BOOST_TEST(!seen);
  BOOST_TEST(has(store, "later"));
}

BOOST_FIXTURE_TEST_CASE(exception_in_a_read_leaves_no_transaction_behind, TestStore) {
  const auto fails = [](Reader& db) -> int {
    db.query("SELECT count(*) FROM generations").step();
    throw std::domain_error("a bug");
  };
  BOOST_CHECK_THROW(store.read(fails), std::domain_error);
  put(store, "later");
  BOOST_TEST(has(store, "later"));
}

BOOST_FIXTURE_TEST_CASE(read_closure_cannot_write, TestStore) {
  const auto writes = [](Reader& db) { return db.query("DELETE FROM generations").step(); };
  BOOST_CHECK_THROW(store.read(writes), StoreFault);
  BOOST_TEST(has(store, "signing_keys"));
}

BOOST_FIXTURE_TEST_CASE(store_for_reading_reads_and_refuses_to_write, TestStore) {
  Store reader(path(), Store::Access::kReadOnly, clock);
  put(store, "one");
  BOOST_TEST(has(reader, "one"));
  BOOST_CHECK_THROW(put(reader, "two"), StoreFault);
  BOOST_TEST(!reader.note([](Transaction&) {}));
}

BOOST_FIXTURE_TEST_CASE(note_is_written_without_waiting, TestStore) {
  BOOST_TEST(store.note([](Transaction& tx) { tx.execute(kInsert, "noted", 1); }));
  put(store, "after it");
  BOOST_TEST(has(store, "noted"));
}

BOOST_FIXTURE_TEST_CASE(note_that_throws_hurts_nobody, TestStore) {
  BOOST_TEST(store.note([](Transaction&) { throw std::domain_error("a bug"); }));
  put(store, "after it");
  BOOST_TEST(has(store, "after it"));
}

BOOST_AUTO_TEST_CASE(missing_database_stops_the_start_and_names_the_fix) {
  const testing::TempFolder folder;
  const testing::FakeClock clock;
  const std::string path = folder.file("none.db");
  BOOST_CHECK_EXCEPTION(Store(path, Store::Access::kReadWrite, clock), StoreFault,
                        [&](const StoreFault& fault) {
                          const std::string message = fault.what();
                          return message.find(path) != std::string::npos &&
                                 message.find("lockspire migrate") != std::string::npos;
                        });
  BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_FIXTURE_TEST_CASE(symbolic_link_leads_to_the_same_gate_and_wal, TestStore) {
  fs::create_symlink(path(), folder.file("link.db"));
  Store linked(folder.file("link.db"), Store::Access::kReadWrite, clock);
  put(linked, "one");
  BOOST_TEST(has(store, "one"));
  BOOST_TEST(!fs::exists(folder.file("link.db.writer")));
}

// A database that went away is noticed: what a running process would go on writing is lost.
BOOST_FIXTURE_TEST_CASE(missing_database_is_unavailable_until_it_is_back, TestStore) {
  put(store, "before");
  fs::rename(path(), folder.file("away"));
  BOOST_TEST(unavailable([&] { put(store, "meanwhile"); }));
  BOOST_TEST(soon([&] { return unavailable([&] { has(store, "before"); }); }));

  fs::rename(folder.file("away"), path());
  BOOST_TEST(has(store, "before"));
  BOOST_TEST(!has(store, "meanwhile"));
  put(store, "after");
  BOOST_TEST(has(store, "after"));
}

BOOST_FIXTURE_TEST_CASE(replaced_database_is_opened_anew_without_the_wal_of_the_old, TestStore) {
  put(store, "old");
  testing::make_database(folder.file("new"));
  fs::rename(folder.file("new"), path());

  put(store, "new");
  BOOST_TEST(soon([&] { return reads_or_waits(store, "new"); }));
  BOOST_TEST(!has(store, "old"));
  BOOST_TEST(fs::exists(path() + "-wal.replaced"));
  const auto check = store.read([](Reader& db) {
    Query query = db.query("PRAGMA integrity_check");
    query.step();
    return query.text(0);
  });
  BOOST_TEST(check == "ok");
}

BOOST_FIXTURE_TEST_CASE(idle_process_serves_a_replaced_database_too, TestStore) {
  put(store, "old");
  const std::string fresh = folder.file("new");
  testing::make_database(fresh);
  {
    Store other(fresh, Store::Access::kReadWrite, clock);
    put(other, "new");
  }
  fs::rename(fresh, path());
  BOOST_TEST(soon([&] { return reads_or_waits(store, "new"); }));
}

BOOST_FIXTURE_TEST_CASE(file_that_is_no_database_is_unavailable_until_one_is_there, TestStore) {
  put(store, "old");
  std::ofstream(folder.file("text")) << std::string(8'192, 'x');
  fs::rename(folder.file("text"), path());
  BOOST_TEST(unavailable([&] { put(store, "lost"); }));
  BOOST_TEST(soon([&] { return unavailable([&] { has(store, "old"); }); }));

  testing::make_database(folder.file("new"));
  fs::rename(folder.file("new"), path());
  put(store, "new");
  BOOST_TEST(soon([&] { return reads_or_waits(store, "new"); }));
}

BOOST_FIXTURE_TEST_CASE(many_threads_read_while_others_write, TestStore) {
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i) {
          const std::string name = std::to_string(t) + "-" + std::to_string(i);
          put(store, name);
          if (!has(store, name)) ++wrong;
        }
      });
    }
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
