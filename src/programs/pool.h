// The FastCGI pool: N worker threads on one epoll set that holds the listening socket and every
// open connection. A worker belongs to a connection only while bytes wait there, so kept
// connections of nginx can be many more than workers and none starves another.
//
// The listening socket belongs to whoever started the program; nothing here binds or unlinks.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "programs/cgi.h"
#include "programs/fd.h"

namespace lockspire::programs {

struct PoolOptions {
  int workers = 4;
  int listening_fd = 0;
  // nginx closes a kept connection after keepalive_time (5 s) at the latest.
  std::chrono::milliseconds drain_limit = std::chrono::seconds(20);
  // A half-sent record, or an answer that is not read, holds a worker no longer than this.
  std::chrono::milliseconds socket_timeout = std::chrono::seconds(5);
  // SIGHUP, in the main thread. What it throws is logged and changes nothing.
  std::function<void()> reload{};
  // Once a second, in the main thread.
  std::function<void()> every_second{};
};

// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it will start.
// REQUIRES: called before the first thread, also those of others (the store's writer).
void block_pool_signals();

// Serves until SIGTERM or SIGINT, then drains. Returns the exit status: 0 when every connection was
// served to its end. A handler that outlasts the drain limit is cut off by ending the process.
int serve_pool(const PoolOptions& options, const Service& service);

class Connection;

class Pool {
 public:
  // Starts the workers. `service` must outlive the pool. Throws std::system_error.
  Pool(const PoolOptions& options, const Service& service);
  // Drains when nobody did.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Accepts no more and serves what is open until the peers close it: nginx does not repeat a POST
  // on a connection that we closed. At the limit idle connections are closed. False when a worker
  // is still inside a handler after that; the pool must then not be destroyed.
  bool drain();

  [[nodiscard]] std::size_t open_connections();

 private:
  enum class Accepted { kOne, kNone, kExhausted };

  void work();
  void accept_waiting();
  Accepted accept_one();
  void serve(Connection& connection);
  bool serve_one(Connection& connection);
  void forget(Connection& connection);
  void watch(int fd, void* what, int operation);
  void log_exhausted();

  const PoolOptions options_;
  const Service& service_;
  Fd epoll_;
  Fd wake_;  // becomes readable, for good, when the workers shall end

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  bool draining_ = false;
  bool drained_ = false;
  int running_ = 0;
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  std::chrono::steady_clock::time_point last_exhausted_;

  std::vector<std::thread> threads_;
};

}  // namespace lockspire::programs
