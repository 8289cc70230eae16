#include "ops/verify/nginx_dump.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ops/nginx/syntax.h"

extern char** environ;

namespace lockspire::ops {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr std::chrono::seconds kPatience{30};
constexpr std::size_t kMostWords = 4'096;

// One of the child's outputs.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] bool works() const { return ends_[0] >= 0; }
  [[nodiscard]] int reading() const { return ends_[0]; }
  [[nodiscard]] int writing() const { return ends_[1]; }
  void close_writing() { close_end(1); }
  // False at the end of it, or when there is more than `most`.
  bool read_into(std::string& text, std::size_t most) {
    std::array<char, 65'536> bytes{};
    const ssize_t count = ::read(reading(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) return true;
    if (count <= 0 || text.size() > most) {
      close_end(0);
      return false;
    }
    text.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }

 private:
  void close_end(std::size_t end) {
    if (ends_.at(end) >= 0) ::close(ends_.at(end));
    ends_.at(end) = -1;
  }

  std::array<int, 2> ends_{-1, -1};
};

class Child {
 public:
  Child(const std::vector<std::string>& words, const Pipe& out, const Pipe& errors) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out.writing(), 1);
    ::posix_spawn_file_actions_adddup2(&actions, errors.writing(), 2);
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    failure_ = ::posix_spawn(&pid_, words.front().c_str(), &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
  }
  ~Child() {
    if (failure_ == 0 && !done_) {
      ::kill(pid_, SIGKILL);
      wait();
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] int failure() const { return failure_; }

  // Whether it exited with 0.
  bool wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    done_ = true;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  pid_t pid_ = -1;
  int failure_ = 0;
  bool done_ = false;
};

// Both until they end; false when that takes too long.
bool read_both(Pipe& out, std::string& text, Pipe& errors, std::string& words) {
  const Deadline deadline = std::chrono::steady_clock::now() + kPatience;
  while (out.reading() >= 0 || errors.reading() >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    std::array<pollfd, 2> waiting{pollfd{out.reading(), POLLIN, 0},
                                  pollfd{errors.reading(), POLLIN, 0}};
    if (left.count() <= 0) return false;
    const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(left.count()));
    if (ready < 0 && errno != EINTR) return false;
    if (ready <= 0) continue;
    if (waiting[0].revents != 0) out.read_into(text, nginx::kMostBytes);
    if (waiting[1].revents != 0) errors.read_into(words, kMostWords);
  }
  return true;
}

std::string nginx_program() {
  for (const char* path :
       {"/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/nginx/sbin/nginx",
        "/opt/nginx/sbin/nginx", "/usr/bin/nginx"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  return {};
}

}  // namespace

std::expected<std::string, std::string> dump_nginx(const NginxCommand& command) {
  std::vector<std::string> words{nginx_program(), "-T", "-q", "-e", "stderr"};
  if (words.front().empty()) return std::unexpected("nginx is not on this machine");
  if (!command.prefix.empty()) words.insert(words.end(), {"-p", command.prefix});
  if (!command.conf.empty()) words.insert(words.end(), {"-c", command.conf});
  Pipe out;
  Pipe errors;
  if (!out.works() || !errors.works()) return std::unexpected(std::strerror(errno));
  Child child(words, out, errors);
  if (child.failure() != 0) return std::unexpected(std::strerror(child.failure()));
  out.close_writing();
  errors.close_writing();
  std::string text;
  std::string said;
  if (!read_both(out, text, errors, said)) return std::unexpected("nginx -T does not end");
  if (child.wait()) return text;
  while (said.ends_with('\n')) said.pop_back();
  return std::unexpected(said.empty() ? "nginx -T failed" : said.substr(0, kMostWords));
}

}  // namespace lockspire::ops
