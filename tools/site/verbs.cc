#include "tools/site/verbs.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/site/process.h"
#include "tools/site/site.h"
#include "tools/site/site_error.h"

namespace lockspire::site {
namespace {

using programs::Fd;
using std::chrono::seconds;

constexpr const char* kPidFile = "supervisor.pid";
constexpr const char* kPortsFile = "ports";
constexpr const char* kKeysMade = "keys-made";
constexpr const char* kResourceMade = "resource-made";
constexpr seconds kDownLimit{40};

// Held by whoever brings the site up, and then by its supervisor until its end.
Fd try_lock(const Layout& layout) {
  Fd fd(::open(layout.run("lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!fd.is_open() || ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return {};
  return fd;
}

bool is_up(const Layout& layout) {
  return std::filesystem::exists(layout.run("lock")) && !try_lock(layout).is_open();
}

struct UsedPorts {
  int port = 0;
  int host_port = 0;
};

UsedPorts ports_before(const Layout& layout) {
  UsedPorts used;
  std::ifstream(layout.run(kPortsFile)) >> used.port >> used.host_port;
  return used;
}

Ports choose_port(int wanted, int before) {
  if (wanted != 0) return listen_on(wanted);
  try {
    return listen_on(before);
  } catch (const SiteError&) {
    return listen_on(0);
  }
}

int choose_host_port(int wanted, int before) {
  if (wanted != 0) return wanted;
  return before != 0 && !is_listening(before) ? before : free_port();
}

void run_cli(const Layout& layout, std::vector<std::string> verb) {
  std::vector<std::string> command{layout.bin + "/lockspire", "--config", layout.config()};
  command.insert(command.end(), verb.begin(), verb.end());
  const int status = run({.command = command, .log = layout.log("setup")});
  if (status == 0) return;
  const int exit_status = status == kConfiguration ? kConfiguration : kInternal;
  throw SiteError(exit_status, "lockspire " + verb.front() + " failed with " +
                                   std::to_string(status) + ":\n" + tail(layout.log("setup")));
}

// Anew when the site came up at another port.
void register_echo_resource(const Layout& layout, const std::string& resource) {
  std::string before;
  std::ifstream(layout.run(kResourceMade)) >> before;
  if (before == resource) return;
  run_cli(layout, {"resource", "add", resource, "--scope", "echo:read", "--scope", "echo:admin"});
  write_file(layout.run(kResourceMade), resource + "\n");
}

void prepare_database(const Layout& layout, int port) {
  run_cli(layout, {"migrate"});
  register_echo_resource(layout, echo_resource(port));
  if (std::filesystem::exists(layout.run(kKeysMade))) return;
  for (const char* const alg : {"ES256", "RS256"}) {
    run_cli(layout, {"key", "generate", "--alg", alg, "--activate"});
  }
  write_file(layout.run(kKeysMade), "");
}

// From here on nothing of the caller's is held: no terminal, no pipe, no folder.
void detach(const Layout& layout) {
  ::setsid();
  const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Fd log(
      ::open(layout.log("supervisor").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  ::dup2(null.get(), 0);
  ::dup2(log.get(), 1);
  ::dup2(log.get(), 2);
  if (::chdir("/") != 0) throw SiteError(kInternal, "cannot leave the folder");
  ::umask(027);
}

[[noreturn]] void be_supervisor(Site& site, Fd report) {
  try {
    detach(site.layout);
    write_file(site.layout.run(kPidFile), std::to_string(::getpid()) + "\n");
    supervise(site, std::move(report));
    ::_exit(0);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "site: %s\n", failure.what());
    ::_exit(kInternal);
  }
}

// Returns when everything was started; what went wrong is thrown.
void start_supervisor(Site& site) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SiteError(kInternal, "cannot make a pipe");
  Fd reading(ends[0]);
  Fd report(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) throw SiteError(kInternal, "cannot fork");
  if (child == 0) {
    reading.reset();  // or writing to it would not tell that the other side is gone
    be_supervisor(site, std::move(report));
  }
  report.reset();
  std::string words;
  std::array<char, 4096> chunk{};
  for (ssize_t got = 0; (got = ::read(reading.get(), chunk.data(), chunk.size())) > 0;) {
    words.append(chunk.data(), static_cast<std::size_t>(got));
  }
  if (words == "ok") return;
  ::waitpid(child, nullptr, 0);
  if (words.empty()) words = "the supervisor died; see " + site.layout.log("supervisor");
  throw SiteError(kInternal, words);
}

pid_t supervisor_pid(const Layout& layout) {
  pid_t pid = 0;
  std::ifstream(layout.run(kPidFile)) >> pid;
  return pid;
}

bool wait_until_down(const Layout& layout, seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (is_up(layout)) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

Reply ask_site(const Layout& layout, const std::string& command) {
  const Reply reply = ask(layout, command);
  if (reply.exit_status != 0) throw SiteError(reply.exit_status, reply.text);
  return reply;
}

}  // namespace

void up(const Layout& layout, const UpOptions& options) {
  make_folders(layout);
  const Fd lock = try_lock(layout);
  if (!lock.is_open()) throw SiteError(kRefused, layout.dir + " is already up");
  ::unlink(layout.run(kPidFile).c_str());
  const UsedPorts before = ports_before(layout);
  Site site{.layout = layout,
            .config = {},
            .ports = choose_port(options.port, before.port),
            .host_port = choose_host_port(options.host_port, before.host_port),
            .host_port_is_fixed = options.host_port != 0};
  site.config = make_config(layout, site.ports.port, options.extra);
  make_key_files(layout);
  write_file(layout.config(), site.config.text);
  write_file(layout.run(kPortsFile),
             std::to_string(site.ports.port) + " " + std::to_string(site.host_port) + "\n");
  write_routes(layout, site.ports.port);
  prepare_database(layout, site.ports.port);
  start_supervisor(site);
  info(layout);
}

void info(const Layout& layout) {
  const std::string text = ask_site(layout, "info").text;
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void restart(const Layout& layout, const std::string& program) {
  ask_site(layout, program.empty() ? "restart" : "restart " + program);
}

void down(const Layout& layout) {
  if (!is_up(layout)) return;
  if (const pid_t pid = supervisor_pid(layout); pid > 0) ::kill(pid, SIGTERM);
  if (wait_until_down(layout, kDownLimit)) return;
  if (const pid_t pid = supervisor_pid(layout); pid > 0) ::kill(pid, SIGKILL);
  if (!wait_until_down(layout, seconds(5))) throw SiteError(kInternal, "something does not stop");
}

}  // namespace lockspire::site
