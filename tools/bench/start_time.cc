#include "tools/bench/start_time.h"

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs/fd.h"

namespace lockspire::bench {
namespace {

struct Pipe {
  programs::Fd read_end;
  programs::Fd write_end;
};

Pipe make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  return {programs::Fd(fds[0]), programs::Fd(fds[1])};
}

// RFC 3875 4.1: a GET in the environment, no body on standard input.
pid_t spawn_cgi(std::string program, std::string config, const std::string& path, int output) {
  std::string flag = "--config";
  std::string method = "REQUEST_METHOD=GET";
  std::string document = "DOCUMENT_URI=" + path;
  std::array<char*, 4> arguments{program.data(), flag.data(), config.data(), nullptr};
  std::array<char*, 3> environment{method.data(), document.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output, 1);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::system_error(error, std::generic_category(), program);
  return pid;
}

}  // namespace

std::chrono::microseconds time_to_first_answer(const std::string& program,
                                               const std::string& config, const std::string& path) {
  Pipe pipe = make_pipe();
  const auto start = std::chrono::steady_clock::now();
  const pid_t pid = spawn_cgi(program, config, path, pipe.write_end.get());
  pipe.write_end.reset();
  char first = 0;
  const ssize_t got = ::read(pipe.read_end.get(), &first, 1);
  const auto took = std::chrono::steady_clock::now() - start;
  pipe.read_end.reset();
  ::waitpid(pid, nullptr, 0);
  if (got != 1) throw std::runtime_error(program + " did not answer");
  return std::chrono::duration_cast<std::chrono::microseconds>(took);
}

}  // namespace lockspire::bench
