#include "tools/site/supervisor.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <string_view>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/site/layout.h"
#include "tools/site/listeners.h"
#include "tools/site/site_error.h"

namespace lockspire::site {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kStep{10};
constexpr seconds kReadyLimit{15};
constexpr seconds kStopLimit{22};  // a pool drains for at most 20 s
// One that lived shorter died quickly; after three such deaths in a row it has to wait.
constexpr seconds kLongLife{5};
constexpr int kQuickDeathsForgiven = 3;
constexpr milliseconds kLongestPause{5'000};

milliseconds pause_after(int quick_deaths) {
  if (quick_deaths <= kQuickDeathsForgiven) return milliseconds(0);
  const int doublings = std::min(quick_deaths - kQuickDeathsForgiven - 1, 6);
  return std::min(milliseconds(100 << doublings), kLongestPause);
}

std::string describe(int status) {
  if (WIFSIGNALED(status)) return "killed by signal " + std::to_string(WTERMSIG(status));
  return "ended with status " + std::to_string(WEXITSTATUS(status));
}

// Standard error is the supervisor's log.
void say(const std::string& name, pid_t pid, const std::string& what) {
  std::fprintf(stderr, "site: %s (%d) %s\n", name.c_str(), static_cast<int>(pid), what.c_str());
  std::fflush(stderr);
}

SiteError not_ready(const Role& role) {
  return {kInternal,
          role.name + " did not get ready; the end of its log:\n" + tail(role.launch.log)};
}

// The sender of a datagram, as the kernel saw it; 0 when it did not tell.
pid_t sender_of(msghdr& message) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS) continue;
    ucred credentials{};
    std::copy_n(CMSG_DATA(c), sizeof(credentials), reinterpret_cast<unsigned char*>(&credentials));
    return credentials.pid;
  }
  return 0;
}

}  // namespace

Supervisor::Supervisor(const std::string& notify_path) : notices_(receive_on_path(notify_path)) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT}) sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  signals_.reset(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  // nginx's workers come to us when their master dies, or nobody would end them.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void Supervisor::start(const std::vector<Role>& roles, seconds limit) {
  keeps_running_ = false;
  for (const Role& role : roles) {
    Running& running = roles_[role.name];
    running.role = role;
    running.pid = site::start(role.launch);
    running.started_at = Clock::now();
  }
  const auto first_unready = [&] {
    return std::ranges::find_if(roles, [&](const Role& role) {
      const Running& running = roles_.at(role.name);
      return !is_ready(running, running.pid);
    });
  };
  const auto one_died = [&] {
    return std::ranges::any_of(roles, [&](const Role& r) { return roles_.at(r.name).pid == 0; });
  };
  wait_until([&] { return one_died() || first_unready() == roles.end(); }, limit);
  if (const auto unready = first_unready(); unready != roles.end()) throw not_ready(*unready);
  keeps_running_ = true;
}

bool Supervisor::is_ready(const Running& running, pid_t pid) const {
  if (pid == 0) return false;
  return running.role.is_ready ? running.role.is_ready(pid) : ready_.contains(pid);
}

std::map<std::string, pid_t> Supervisor::pids() const {
  std::map<std::string, pid_t> out;
  for (const auto& [name, running] : roles_) {
    if (running.pid != 0) out[name] = running.pid;
  }
  return out;
}

void Supervisor::restart(const std::string& name) {
  Running& running = roles_.at(name);
  running.quick_deaths = 0;
  if (running.role.may_overlap) return restart_overlapping(running);
  restart_in_turn(running);
}

// The new process first: the old one goes on accepting until the new one does.
void Supervisor::restart_overlapping(Running& running) {
  running.candidate = site::start(running.role.launch);
  const auto settled = [&] {
    return running.candidate == 0 || is_ready(running, running.candidate);
  };
  const bool in_time = wait_until(settled, kReadyLimit);
  const pid_t fresh = std::exchange(running.candidate, 0);
  if (fresh == 0 || !in_time) {
    if (fresh != 0) ::kill(fresh, SIGKILL);
    throw not_ready(running.role);
  }
  const pid_t old = std::exchange(running.pid, fresh);
  running.started_at = Clock::now();
  say(running.role.name, fresh, "replaces " + std::to_string(old));
  if (old == 0) return;
  retired_.insert(old);
  ::kill(old, running.role.stop_signal);
}

void Supervisor::restart_in_turn(Running& running) {
  const pid_t old = running.pid;
  keeps_running_ = false;
  if (old != 0) ::kill(old, running.role.stop_signal);
  if (!wait_until([&] { return running.pid != old; }, kReadyLimit)) ::kill(old, SIGKILL);
  wait_until([&] { return running.pid != old; }, kReadyLimit);
  keeps_running_ = true;
  running.pid = site::start(running.role.launch);
  running.started_at = Clock::now();
  if (!wait_until([&] { return is_ready(running, running.pid); }, kReadyLimit)) {
    throw not_ready(running.role);
  }
}

void Supervisor::run(int watched, const std::function<bool()>& on_ready) {
  while (!stopped_) {
    if (poll_once(watched, milliseconds(100)) && !on_ready()) return;
  }
}

void Supervisor::stop_all(const std::string& first) {
  keeps_running_ = false;
  // Without nginx no connection is kept, and the programs drain at once.
  if (const auto front = roles_.find(first); front != roles_.end() && front->second.pid != 0) {
    ::kill(front->second.pid, SIGTERM);
    wait_until([&] { return front->second.pid == 0; }, seconds(5));
  }
  end_strangers(SIGTERM);
  for (const auto& [name, pid] : pids()) ::kill(pid, SIGTERM);
  if (!wait_until([] { return children().empty(); }, kStopLimit)) end_strangers(SIGKILL);
  for (const auto& [name, pid] : pids()) ::kill(pid, SIGKILL);
  for (const pid_t pid : retired_) ::kill(pid, SIGKILL);
  wait_until([] { return children().empty(); }, seconds(5));
}

bool Supervisor::wait_until(const std::function<bool()>& holds, milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (!holds()) {
    if (Clock::now() > deadline) return false;
    poll_once(-1, kStep);
  }
  return true;
}

// True when the watched fd is readable.
bool Supervisor::poll_once(int watched, milliseconds limit) {
  std::array<pollfd, 3> fds{pollfd{.fd = signals_.get(), .events = POLLIN, .revents = 0},
                            pollfd{.fd = notices_.get(), .events = POLLIN, .revents = 0},
                            pollfd{.fd = watched, .events = POLLIN, .revents = 0}};
  if (::poll(fds.data(), fds.size(), static_cast<int>(limit.count())) > 0) {
    if (fds[1].revents != 0) take_notices();  // before a death, which forgets the notice
    if (fds[0].revents != 0) take_signals();
  }
  start_what_is_due();
  return fds[2].revents != 0;
}

void Supervisor::take_signals() {
  signalfd_siginfo info{};
  while (::read(signals_.get(), &info, sizeof(info)) == sizeof(info)) {
    if (info.ssi_signo != SIGCHLD) stopped_ = true;
  }
  reap();
}

void Supervisor::take_notices() {
  for (;;) {
    std::array<char, 256> text{};
    std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
    iovec part{.iov_base = text.data(), .iov_len = text.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = ::recvmsg(notices_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size < 0) return;
    if (std::string_view(text.data(), static_cast<std::size_t>(size)).starts_with("READY=1")) {
      ready_.insert(sender_of(message));
    }
  }
}

void Supervisor::reap() {
  int status = 0;
  for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) died(pid, status);
}

void Supervisor::died(pid_t pid, int status) {
  ready_.erase(pid);
  if (retired_.erase(pid) > 0) return;
  for (auto& [name, running] : roles_) {
    if (running.candidate == pid) running.candidate = 0;
    if (running.pid != pid) continue;
    running.pid = 0;
    const auto now = Clock::now();
    running.quick_deaths = now - running.started_at < kLongLife ? running.quick_deaths + 1 : 0;
    running.start_again_at = now + pause_after(running.quick_deaths);
    say(name, pid, describe(status));
    if (keeps_running_) end_strangers(SIGQUIT);
  }
}

void Supervisor::start_what_is_due() {
  if (!keeps_running_ || stopped_) return;
  for (auto& [name, running] : roles_) {
    if (running.pid != 0 || Clock::now() < running.start_again_at) continue;
    running.pid = site::start(running.role.launch);
    running.started_at = Clock::now();
    say(name, running.pid, "started again");
  }
}

// Children that we did not start: the workers of an nginx that was killed.
void Supervisor::end_strangers(int signal) {
  for (const pid_t pid : children()) {
    const bool ours = retired_.contains(pid) || std::ranges::any_of(roles_, [&](const auto& entry) {
                        return entry.second.pid == pid || entry.second.candidate == pid;
                      });
    if (!ours) ::kill(pid, signal);
  }
}

}  // namespace lockspire::site
