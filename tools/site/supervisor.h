// Keeps the processes of a site running, as systemd's units would: starts again what dies, restarts
// with the new process first, stops everything. One thread; every event comes through poll().
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

#include "programs/fd.h"
#include "tools/site/process.h"

namespace lockspire::site {

struct Role {
  std::string name;
  Launch launch;
  // Whether the process with that id serves; asked again and again. Empty: it says so itself
  // (READY=1 on $NOTIFY_SOCKET).
  std::function<bool(pid_t)> is_ready{};
  int stop_signal = 0;      // ends it without dropping what it serves
  bool may_overlap = true;  // the new process can start while the old one serves
};

class Supervisor {
 public:
  // Takes the process over: signals, orphans of its children. `notify_path`: where READY=1 arrives.
  explicit Supervisor(const std::string& notify_path);

  // Starts the roles and waits until all are ready. Throws SiteError with the name and the end of
  // the log of one that is not; then the caller stops the others.
  void start(const std::vector<Role>& roles, std::chrono::seconds limit);

  // Replaces the process of one role, or throws SiteError and leaves the old one serving.
  void restart(const std::string& name);

  [[nodiscard]] bool has(const std::string& name) const { return roles_.contains(name); }
  // The processes that run, by role.
  [[nodiscard]] std::map<std::string, pid_t> pids() const;

  // Until SIGTERM or SIGINT, or until `on_ready` of a watched fd returns false.
  void run(int watched, const std::function<bool()>& on_ready);

  // Stops `first`, then all others, by force when they take too long. Nothing is left.
  void stop_all(const std::string& first);

 private:
  using Clock = std::chrono::steady_clock;

  struct Running {
    Role role;
    pid_t pid = 0;        // 0: not running
    pid_t candidate = 0;  // the one that shall replace it
    Clock::time_point started_at{};
    Clock::time_point start_again_at{};
    int quick_deaths = 0;
  };

  bool wait_until(const std::function<bool()>& holds, std::chrono::milliseconds limit);
  bool poll_once(int watched, std::chrono::milliseconds limit);
  void take_signals();
  void take_notices();
  void reap();
  void died(pid_t pid, int status);
  void start_what_is_due();
  void restart_overlapping(Running& running);
  void restart_in_turn(Running& running);
  [[nodiscard]] bool is_ready(const Running& running, pid_t pid) const;
  void end_strangers(int signal);

  programs::Fd signals_;
  programs::Fd notices_;
  std::map<std::string, Running> roles_;
  std::set<pid_t> ready_;    // those that said so
  std::set<pid_t> retired_;  // replaced, serving what they have to its end
  bool keeps_running_ = false;
  bool stopped_ = false;
};

}  // namespace lockspire::site
