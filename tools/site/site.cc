#include "tools/site/site.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/json.h"
#include "tools/site/nginx_files.h"
#include "tools/site/probe.h"
#include "tools/site/site_error.h"
#include "tools/site/supervisor.h"

namespace lockspire::site {
namespace {

using programs::Fd;

constexpr const char* kControl = "control.sock";
constexpr const char* kNotify = "notify.sock";
constexpr int kHostPortTries = 3;
constexpr std::chrono::seconds kStartLimit{30};
constexpr std::chrono::seconds kEndpointLimit{20};

void send_all(const Fd& fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string receive_all(const Fd& fd) {
  std::string text;
  std::array<char, 4096> chunk{};
  for (ssize_t got = 0; (got = ::recv(fd.get(), chunk.data(), chunk.size(), 0)) > 0;) {
    text.append(chunk.data(), static_cast<std::size_t>(got));
  }
  return text;
}

std::string receive_line(const Fd& fd) {
  const timeval limit{.tv_sec = 2, .tv_usec = 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  std::string line;
  for (char c = 0; ::recv(fd.get(), &c, 1, 0) == 1 && c != '\n';) line += c;
  return line;
}

// nginx's master makes its worker when it has read the configuration and has its sockets.
bool has_children(pid_t pid) {
  const std::string id = std::to_string(pid);
  std::ifstream file("/proc/" + id + "/task/" + id + "/children");
  pid_t child = 0;
  return static_cast<bool>(file >> child);
}

// As in systemd/program.service.
constexpr const char* kTunables = "glibc.malloc.tcache_count=40";

Role program_role(const Site& site, std::string_view name, int socket) {
  const Layout& layout = site.layout;
  return {.name = std::string(name),
          .launch = {.command = {layout.program(name), "--config", layout.config()},
                     .environment = {{"NOTIFY_SOCKET", layout.run(kNotify)},
                                     {"GLIBC_TUNABLES", kTunables}},
                     .standard_input = socket,
                     .log = layout.log(name),
                     .death_signal = SIGKILL},
          .stop_signal = SIGTERM};
}

Role host_role(const Site& site) {
  const Layout& layout = site.layout;
  const std::string base_url = "http://localhost:" + std::to_string(site.ports.port);
  return {
      .name = "host",
      .launch = {.command = {"node", layout.source + "/tools/demo/host.mjs", "--port",
                             std::to_string(site.host_port), "--issuer", site.config.issuer,
                             "--session-secret", site.config.session_secret_file, "--secret-name",
                             site.config.session_secret_name, "--base-url", base_url},
                 .log = layout.log("host"),
                 .death_signal = SIGKILL},
      .is_ready = [port = site.host_port](pid_t) { return is_listening(port); },
      .stop_signal = SIGTERM,
      .may_overlap = false};
}

Role nginx_role(const Site& site) {
  const NginxSite wanted{.mount = site.config.mount,
                         .port = site.ports.port,
                         .with_ipv6 = site.ports.sockets.size() > 1,
                         .host_port = site.host_port};
  Launch launch{.command = write_nginx_files(site.layout, wanted),
                .log = site.layout.log("nginx"),
                .death_signal = SIGTERM};
  // nginx takes listening sockets over by their numbers, as in its own binary upgrade.
  std::string inherited;
  for (const Fd& socket : site.ports.sockets) {
    inherited += std::to_string(3 + launch.more_fds.size()) + ";";
    launch.more_fds.push_back(socket.get());
  }
  launch.environment.emplace_back("NGINX", inherited);
  return {.name = "nginx", .launch = launch, .is_ready = has_children, .stop_signal = SIGQUIT};
}

// A port that was free may be taken by another process before the host listens on it.
void start_host(Site& site, Supervisor& supervisor) {
  for (int tries = 1;; ++tries) {
    try {
      return supervisor.start({host_role(site)}, kStartLimit);
    } catch (const SiteError&) {
      const bool died = !supervisor.pids().contains("host");
      if (site.host_port_is_fixed || tries == kHostPortTries || !died) throw;
      site.host_port = free_port();
    }
  }
}

void start_everything(Site& site, Supervisor& supervisor,
                      const std::map<std::string, Fd>& sockets) {
  std::vector<Role> programs;
  programs.reserve(sockets.size());
  for (const auto& [name, socket] : sockets) {
    programs.push_back(program_role(site, name, socket.get()));
  }
  supervisor.start(programs, kStartLimit);
  start_host(site, supervisor);
  supervisor.start({nginx_role(site)}, kStartLimit);
}

Reply restart(Supervisor& supervisor, const std::string& name) {
  if (!name.empty() && !supervisor.has(name)) return {kNotFound, "no program " + name};
  try {
    if (!name.empty()) {
      supervisor.restart(name);
      return {};
    }
    for (const std::string_view program : kPrograms) supervisor.restart(std::string(program));
    return {};
  } catch (const SiteError& error) {
    return {error.exit_status(), error.what()};
  }
}

Reply answer(const Site& site, Supervisor& supervisor, const std::string& command) {
  if (command == "info") return {0, describe(site, supervisor.pids())};
  if (command == "restart") return restart(supervisor, "");
  constexpr std::string_view kRestartOne = "restart ";
  if (command.starts_with(kRestartOne)) {
    return restart(supervisor, command.substr(kRestartOne.size()));
  }
  return {kUsage, "unknown command"};
}

void serve_commands(const Site& site, Supervisor& supervisor, const Fd& control) {
  supervisor.run(control.get(), [&] {
    const Fd asker(::accept4(control.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!asker.is_open()) return true;
    const Reply reply = answer(site, supervisor, receive_line(asker));
    send_all(asker, std::to_string(reply.exit_status) + "\n" + reply.text);
    return true;
  });
}

void require_endpoints(const Site& site) {
  const auto missing =
      wait_for_endpoints(site.ports.port, endpoints_of(site.config.mount), kEndpointLimit);
  if (missing.empty()) return;
  std::string words;
  for (const Endpoint& endpoint : missing) {
    words += endpoint.program + " does not answer at " + endpoint.path + " (status " +
             std::to_string(http_status(site.ports.port, endpoint.path)) + ")\n";
  }
  const std::string& program = missing.front().program;
  throw SiteError(kInternal, words + "the end of its log:\n" + tail(site.layout.log(program)));
}

// False when nobody is there to read it.
bool tell(Fd& report, std::string_view words) {
  const bool told = ::write(report.get(), words.data(), words.size()) == std::ssize(words);
  report.reset();
  return told;
}

}  // namespace

void supervise(Site& site, Fd report) {
  const Layout& layout = site.layout;
  Supervisor supervisor(layout.run(kNotify));
  std::map<std::string, Fd> sockets;
  try {
    for (const std::string_view name : kPrograms) {
      sockets[std::string(name)] = listen_on_path(layout.socket(name));
    }
    start_everything(site, supervisor, sockets);
    const Fd control = listen_on_path(layout.run(kControl));
    require_endpoints(site);
    // Who called may have been interrupted: a site that nobody knows of must not stay up.
    if (tell(report, "ok")) serve_commands(site, supervisor, control);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "site: %s\n", failure.what());
    if (report.is_open()) tell(report, failure.what());
  }
  supervisor.stop_all("nginx");
  for (const std::string_view name : kPrograms) ::unlink(layout.socket(name).c_str());
  ::unlink(layout.run(kControl).c_str());
  ::unlink(layout.run(kNotify).c_str());
}

std::string describe(const Site& site, const std::map<std::string, pid_t>& pids) {
  const SiteConfig& config = site.config;
  Json running = Json::object();
  for (const auto& [name, pid] : pids) running.set(name, static_cast<std::int64_t>(pid));
  Json json = Json::object();
  json.set("issuer", config.issuer)
      .set("base_url", "http://localhost:" + std::to_string(site.ports.port))
      .set("config", site.layout.config())
      .set("database", config.database)
      .set("session_secret_file", config.session_secret_file)
      .set("session_cookie", config.session_cookie)
      .set("login_path", config.login_path)
      .set("logs", site.layout.logs())
      .set("pids", std::move(running));
  return json.print() + "\n";
}

Reply ask(const Layout& layout, const std::string& command) {
  const Fd fd = connect_to_path(layout.run(kControl));
  if (!fd.is_open()) throw SiteError(kNotFound, layout.dir + " is not up");
  send_all(fd, command + "\n");
  const std::string text = receive_all(fd);
  const std::size_t end = text.find('\n');
  if (end == std::string::npos) throw SiteError(kInternal, layout.dir + ": no answer");
  return {std::stoi(text.substr(0, end)), text.substr(end + 1)};
}

}  // namespace lockspire::site
