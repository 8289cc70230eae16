// Several processes on one database. The other process is this test program again, started anew: it
// runs the test case `commits_until_killed`, which does nothing otherwise.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"
#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

constexpr const char* kDatabase = "LOCKSPIRE_TEST_DATABASE";
constexpr int kAcknowledgements = 3;
constexpr std::string_view kInsert = "INSERT INTO generations (name, value) VALUES ($1, 1)";

void acknowledge(const std::string& name) {
  const std::string line = name + "\n";
  if (write(kAcknowledgements, line.data(), line.size()) < 0) std::abort();
}

// A process that commits as fast as it can and says so after each commit.
class Committing {
 public:
  explicit Committing(const std::string& database) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    reading_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], kAcknowledgements);
    std::string variable = std::string(kDatabase) + "=" + database;
    std::string name = "unit";
    std::string which = "--run_test=writer_process/commits_until_killed";
    const std::array<char*, 3> arguments{name.data(), which.data(), nullptr};
    const std::array<char*, 2> environment{variable.data(), nullptr};
    const int failed = posix_spawn(&process_, "/proc/self/exe", &actions, nullptr, arguments.data(),
                                   environment.data());
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failed != 0) throw std::runtime_error("spawn");
  }
  ~Committing() {
    kill_now();
    close(reading_);
  }
  Committing(const Committing&) = delete;
  Committing& operator=(const Committing&) = delete;

  void wait_for_acknowledgements(std::size_t count) {
    while (acknowledged().size() < count && read_some()) {
    }
  }
  void kill_now() {
    if (process_ < 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    process_ = -1;
    while (read_some()) {
    }
  }
  [[nodiscard]] std::vector<std::string> acknowledged() const {
    std::vector<std::string> names;
    std::istringstream lines(text_.substr(0, text_.rfind('\n') + 1));
    for (std::string line; std::getline(lines, line);) names.push_back(line);
    return names;
  }

 private:
  bool read_some() {
    std::array<char, 4'096> buffer{};
    const ssize_t count = read(reading_, buffer.data(), buffer.size());
    if (count <= 0) return false;
    text_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }

  pid_t process_ = -1;
  int reading_ = -1;
  std::string text_;
};

void commit_for_ever(Store& store, const std::string& prefix) {
  for (int i = 0;; ++i) {
    const std::string name = prefix + std::to_string(i);
    store.transact([&](Transaction& tx) { return tx.execute(kInsert, name); });
    acknowledge(name);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(writer_process)

BOOST_AUTO_TEST_CASE(commits_until_killed) {
  const char* database = std::getenv(kDatabase);
  BOOST_TEST(true);
  if (database == nullptr) return;
  const SystemClock clock;
  Store store(database, Store::Access::kReadWrite, clock);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] { commit_for_ever(store, "other" + std::to_string(t) + "-"); });
  }
}

BOOST_AUTO_TEST_CASE(kill_loses_no_acknowledged_transaction) {
  const testing::TempFolder folder;
  const std::string path = folder.file("database");
  testing::make_database(path);
  for (int round = 0; round < 3; ++round) {
    Committing other(path);
    other.wait_for_acknowledgements(200);
    other.kill_now();
    const auto names = other.acknowledged();
    BOOST_TEST(names.size() >= 200U);

    const SystemClock clock;
    Store store(path, Store::Access::kReadWrite, clock);
    const auto lost = store.read([&](Reader& db) {
      return std::ranges::count_if(names, [&](const std::string& name) {
        return !db.query("SELECT 1 FROM generations WHERE name = $1", name).step();
      });
    });
    BOOST_TEST(lost == 0);
    store.transact([](Transaction& tx) {
      return tx.execute("DELETE FROM generations WHERE name <> 'signing_keys'");
    });
  }
}

BOOST_AUTO_TEST_CASE(writers_of_two_processes_take_turns) {
  const testing::TempFolder folder;
  const std::string path = folder.file("database");
  testing::make_database(path);
  const SystemClock clock;
  Store store(path, Store::Access::kReadWrite, clock);
  Committing other(path);
  other.wait_for_acknowledgements(1);

  std::atomic<std::size_t> ours = 0;
  std::atomic<bool> stop = false;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !stop; ++i) {
        const std::string name = "ours" + std::to_string(t) + "-" + std::to_string(i);
        store.transact([&](Transaction& tx) { return tx.execute(kInsert, name); });
        ++ours;
      }
    });
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  const std::size_t before = other.acknowledged().size();
  while (std::chrono::steady_clock::now() < end) {
    other.wait_for_acknowledgements(other.acknowledged().size() + 1);
  }
  const std::size_t theirs = other.acknowledged().size() - before;
  stop = true;
  threads.clear();
  BOOST_TEST_MESSAGE("ours " << ours << ", theirs " << theirs);
  BOOST_TEST(ours > theirs / 10);
  BOOST_TEST(theirs > ours / 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
