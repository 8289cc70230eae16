#include "tools/bench/ceiling.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jose/jws.h"
#include "ops/config.h"
#include "programs/fd.h"
#include "programs/pool.h"
#include "tools/bench/durable_rows.h"
#include "tools/bench/modes.h"

namespace lockspire::bench {
namespace {

// As many as the token program has.
constexpr int kWorkers = 64;
constexpr int kBacklog = 1'024;

[[noreturn]] void throw_errno(const std::string& doing) {
  throw std::system_error(errno, std::generic_category(), doing);
}

// Where tools/site/nginx.conf looks for it.
std::string socket_path(const Site& site) {
  return (std::filesystem::path(site.config).parent_path() / "run" / "bench.sock").string();
}

programs::Fd listen_at(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) throw std::runtime_error(path + ": too long");
  path.copy(static_cast<char*>(address.sun_path), path.size());
  programs::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.is_open()) throw_errno("socket");
  ::unlink(path.c_str());
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::chmod(path.c_str(), 0666) != 0 || ::listen(socket.get(), kBacklog) != 0) {
    throw_errno(path);
  }
  return socket;
}

pid_t spawn_ceiling(const std::string& site_file, int listening_fd) {
  std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  std::string mode(kCeilingProgram);
  std::string file = site_file;
  std::array<char*, 4> arguments{program.data(), mode.data(), file.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, listening_fd, 0);
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::system_error(error, std::generic_category(), program);
  return pid;
}

http::Response signed_rows(const jose::SigningKey& key, DurableRows& rows) {
  Json claims = Json::object();
  claims.set("iss", "http://localhost/ceiling").set("sub", "ada").set("aud", "audience");
  const Secret token = jose::sign_compact(key, "at+jwt", claims);
  rows.write();
  Json answer = Json::object();
  answer.set("access_token", token.reveal()).set("token_type", "Bearer");
  return http::json(200, answer.print());
}

}  // namespace

std::string ceiling_database(const Site& site) {
  return (std::filesystem::path(site.config).parent_path() / "ceiling.db").string();
}

CeilingProgram::CeilingProgram(const Site& site) {
  const programs::Fd listening = listen_at(socket_path(site));
  pid_ = spawn_ceiling(site.file, listening.get());
}

CeilingProgram::~CeilingProgram() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

int ceiling(const Site& site, const Options& /*options*/) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  programs::block_pool_signals();
  const auto config = ops::load_config(site.config);
  if (!config) throw std::runtime_error(site.config + " is not fit");
  DurableRows rows(ceiling_database(site), config->schema_dir);
  const jose::SigningKey key = jose::SigningKey::generate(jose::Alg::kEs256);
  const programs::Service service{.handler =
                                      [&](const http::Request& request) {
                                        if (request.path == kSignedRowsPath)
                                          return signed_rows(key, rows);
                                        return http::json(200, "{}");
                                      },
                                  .log = Log(LogLevel::kError, std::string(kCeilingProgram))};
  return programs::serve_pool({.workers = kWorkers}, service);
}

}  // namespace lockspire::bench
