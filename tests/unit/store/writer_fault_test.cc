#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>

#include "store/gate.h"
#include "store/writer.h"
#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kInsert = "INSERT INTO generations (name, value) VALUES ($1, 1)";
constexpr milliseconds kPatience{200};

struct WithWriter {
  WithWriter() {
    testing::make_database(path);
    writer = std::make_unique<Writer>(path, clock, WriterLimits{.patience = kPatience});
  }

  template <typename Closure>
  void run(Closure closure) const {
    writer->run(ClosureRef<Transaction>(closure));
  }
  void put(const std::string& name) const {
    run([&](Transaction& tx) { tx.execute(kInsert, name); });
  }
  bool unavailable(const std::string& name) const {
    try {
      put(name);
      return false;
    } catch (const Unavailable&) {
      return true;
    }
  }
  bool has(const std::string& name) const {
    Connection connection(path, OpenMode::kReadOnly);
    return connection.query("SELECT 1 FROM generations WHERE name = $1", name).step();
  }

  testing::TempFolder folder;
  std::string path = folder.file("database");
  testing::FakeClock clock;
  std::unique_ptr<Writer> writer;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(writer_fault)

BOOST_FIXTURE_TEST_CASE(full_disk_fails_the_batch_and_the_process_goes_on, WithWriter) {
  const auto fills = [](Transaction& tx) {
    tx.execute(kInsert, "lost");
    tx.execute("PRAGMA max_page_count = 1");  // SQLite raises it to what is in use
    tx.execute(kInsert, std::string(200'000, 'x'));
  };
  BOOST_CHECK_THROW(run(fills), Unavailable);
  BOOST_TEST(!has("lost"));
  put("later");
  BOOST_TEST(has("later"));
  BOOST_TEST(writer->counts().failed_batches == 1U);
}

BOOST_FIXTURE_TEST_CASE(lost_transaction_fails_the_batch_and_the_process_goes_on, WithWriter) {
  const auto loses = [](Transaction& tx) {
    tx.execute(kInsert, "lost");
    tx.execute("ROLLBACK");
  };
  BOOST_CHECK_THROW(run(loses), Unavailable);
  BOOST_TEST(!has("lost"));
  put("later");
  BOOST_TEST(has("later"));
}

BOOST_FIXTURE_TEST_CASE(locked_database_is_unavailable_after_a_bounded_wait, WithWriter) {
  Connection other(path, OpenMode::kReadWrite);
  other.execute("BEGIN IMMEDIATE");
  const auto start = steady_clock::now();
  BOOST_TEST(unavailable("lost"));
  BOOST_TEST((steady_clock::now() - start < 10 * kPatience));
  BOOST_TEST((steady_clock::now() - start >= kPatience));

  other.execute("COMMIT");
  put("later");
  BOOST_TEST(has("later"));
  BOOST_TEST(!has("lost"));
}

BOOST_FIXTURE_TEST_CASE(held_gate_is_unavailable_after_a_bounded_wait, WithWriter) {
  Gate gate(path);
  {
    const Gate::Held held = gate.acquire(kPatience);
    const auto start = steady_clock::now();
    BOOST_TEST(unavailable("lost"));
    BOOST_TEST((steady_clock::now() - start < 10 * kPatience));
  }
  put("later");
  BOOST_TEST(!has("lost"));
}

BOOST_FIXTURE_TEST_CASE(everybody_in_the_queue_waits_no_longer_than_the_first, WithWriter) {
  Gate gate(path);
  const Gate::Held held = gate.acquire(kPatience);
  std::atomic<int> refused = 0;
  const auto start = steady_clock::now();
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 20; ++i) {
      callers.emplace_back([&, i] {
        if (unavailable(std::to_string(i))) ++refused;
      });
    }
  }
  BOOST_TEST(refused == 20);
  BOOST_TEST((steady_clock::now() - start < 10 * kPatience));
}

BOOST_FIXTURE_TEST_CASE(gate_that_comes_free_in_time_lets_the_writer_through, WithWriter) {
  Gate gate(path);
  auto held = gate.acquire(kPatience);
  std::jthread caller([&] { put("one"); });
  std::this_thread::sleep_for(kPatience / 4);
  held.release();
  caller.join();
  BOOST_TEST(has("one"));
}

BOOST_FIXTURE_TEST_CASE(removed_gate_file_does_not_let_two_through, WithWriter) {
  put("one");
  std::filesystem::remove(path + ".writer");
  Gate gate(path);
  const Gate::Held held = gate.acquire(kPatience);
  BOOST_TEST(unavailable("two"));
}

// Processes of several users share it, whoever made it and with whichever umask.
BOOST_FIXTURE_TEST_CASE(gate_has_the_mode_of_the_database, WithWriter) {
  namespace fs = std::filesystem;
  constexpr auto kShared = fs::perms(0660);
  fs::permissions(path, kShared);
  fs::remove(path + ".writer");
  put("one");
  BOOST_TEST((fs::status(path + ".writer").permissions() == kShared));
}

BOOST_FIXTURE_TEST_CASE(gate_is_not_inherited_by_other_programs, WithWriter) {
  put("one");
  int inherited = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fdinfo")) {
    std::error_code gone;
    const auto target =
        std::filesystem::read_symlink("/proc/self/fd/" + entry.path().filename().string(), gone);
    if (gone || !target.string().starts_with(folder.path())) continue;
    const int fd = std::stoi(entry.path().filename().string());
    if ((fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0) ++inherited;
  }
  BOOST_TEST(inherited == 0);
}

BOOST_FIXTURE_TEST_CASE(end_does_not_wait_for_a_held_gate, WithWriter) {
  put("one");
  Gate gate(path);
  const Gate::Held held = gate.acquire(kPatience);
  const auto start = steady_clock::now();
  writer.reset();
  BOOST_TEST((steady_clock::now() - start < milliseconds(3'000)));
  BOOST_TEST(has("one"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
