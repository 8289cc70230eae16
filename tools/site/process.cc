#include "tools/site/process.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs/fd.h"
#include "tools/site/site_error.h"

namespace lockspire::site {
namespace {

constexpr int kFirstSafeFd = 64;  // above every number that a child's fds are put on
constexpr int kCannotRun = 127;

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

// Out of the way first, or one dup2 could overwrite what the next one needs.
int out_of_the_way(int fd) {
  return ::fcntl(fd, F_DUPFD_CLOEXEC, kFirstSafeFd);
}

void place_fds(const Launch& launch) {
  const int input =
      out_of_the_way(launch.standard_input >= 0 ? launch.standard_input
                                                : ::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int log =
      out_of_the_way(::open(launch.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  std::vector<int> more;
  more.reserve(launch.more_fds.size());
  for (const int fd : launch.more_fds) more.push_back(out_of_the_way(fd));
  ::dup2(input, 0);
  ::dup2(log, 1);
  ::dup2(log, 2);
  for (int i = 0; i < std::ssize(more); ++i) ::dup2(more[static_cast<std::size_t>(i)], 3 + i);
}

[[noreturn]] void become(const Launch& launch, pid_t parent) {
  if (launch.death_signal != 0) {
    ::prctl(PR_SET_PDEATHSIG, launch.death_signal);
    if (::getppid() != parent) ::_exit(kCannotRun);  // it died before we could ask
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  place_fds(launch);
  for (const auto& [name, value] : launch.environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<std::string> words = launch.command;
  ::execvp(words.front().c_str(), pointers(words).data());
  std::fprintf(stderr, "cannot run %s: %s\n", words.front().c_str(),
               std::generic_category().message(errno).c_str());
  std::fflush(stderr);
  ::_exit(kCannotRun);
}

}  // namespace

pid_t start(const Launch& launch) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) throw SiteError(kInternal, "cannot fork");
  if (child == 0) become(launch, parent);
  return child;
}

int run(const Launch& launch) {
  const pid_t child = start(launch);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::vector<pid_t> children() {
  const std::string self = std::to_string(::getpid());
  std::ifstream file("/proc/self/task/" + self + "/children");
  std::vector<pid_t> out;
  for (pid_t pid = 0; file >> pid;) out.push_back(pid);
  return out;
}

}  // namespace lockspire::site
