#include "programs/pool.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <system_error>

#include <fcgiapp.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "programs/notify.h"

namespace lockspire::programs {
namespace {

constexpr int kAcceptBatch = 16;
constexpr std::chrono::milliseconds kExhaustedPause{10};
constexpr std::chrono::seconds kExhaustedLogInterval{10};

[[noreturn]] void throw_errno(const char* doing) {
  throw std::system_error(errno, std::generic_category(), doing);
}

void set_socket_timeout(int fd, std::chrono::milliseconds timeout) {
  timeval limit{};
  limit.tv_sec = static_cast<time_t>(timeout.count() / 1000);
  limit.tv_usec = static_cast<suseconds_t>((timeout.count() % 1000) * 1000);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

void init_fastcgi() {
  // A lingering close waits for the peer; a peer that does not read must not hold a worker for
  // long.
  ::setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "100", 0);
  static const int result = FCGX_Init();
  if (result != 0) throw std::runtime_error("pool: FCGX_Init failed");
}

}  // namespace

// One connection from nginx. FCGX_Request is not tied to a thread; it is used by one at a time.
class Connection {
 public:
  // Held while a worker has the connection. epoll alone hands it on to one at a time, but the
  // memory model knows nothing of that.
  std::mutex turn;

  explicit Connection(int fd) {
    // listen_sock -1: FCGX_Accept_r can never fall back to a blocking accept().
    if (FCGX_InitRequest(&request_, -1, 0) != 0) throw std::bad_alloc();
    request_.ipcFd = fd;
    request_.keepConnection = 1;  // or FCGX_Accept_r begins by closing ipcFd
  }
  ~Connection() {
    const Fd left(std::exchange(request_.ipcFd, -1));  // without libfcgi's lingering
    FCGX_Free(&request_, 0);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] int fd() const { return request_.ipcFd; }

  // REQUIRES: bytes wait. False when the connection is closed.
  bool serve_request(const Service& service) {
    if (FCGX_Accept_r(&request_) < 0) return false;
    reply(service);
    FCGX_Finish_r(&request_);
    return request_.ipcFd >= 0;
  }

 private:
  [[nodiscard]] std::string_view parameter(const char* name) const {
    // Of two parameters with the same name the first one counts.
    const char* const value = FCGX_GetParam(name, request_.envp);
    return value == nullptr ? std::string_view{} : std::string_view(value);
  }

  std::ptrdiff_t read(char* buffer, std::size_t size) {
    const int got = FCGX_GetStr(buffer, static_cast<int>(size), request_.in);
    return got == 0 && FCGX_GetError(request_.in) != 0 ? -1 : got;
  }

  void reply(const Service& service) {
    auto request = read_request([this](const char* name) { return parameter(name); });
    // To its end, or what is left would be taken for the next record on this connection.
    Body body = read_body([this](char* buffer, std::size_t size) { return read(buffer, size); },
                          parameter("CONTENT_LENGTH"), service.max_body);
    if (!body.drained) request_.keepConnection = 0;
    const auto response = answer(service, request, std::move(body));
    const std::string text = print(response, request.method);
    FCGX_PutStr(text.data(), static_cast<int>(text.size()), request_.out);
  }

  FCGX_Request request_{};
};

Pool::Pool(const PoolOptions& options, const Service& service)
    : options_(options),
      service_(service),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!epoll_.is_open()) throw_errno("pool: epoll_create1");
  if (!wake_.is_open()) throw_errno("pool: eventfd");
  init_fastcgi();
  const int flags = ::fcntl(options_.listening_fd, F_GETFL);
  if (flags < 0 || ::fcntl(options_.listening_fd, F_SETFL, flags | O_NONBLOCK) != 0) {
    throw_errno("pool: listening socket");
  }
  epoll_event wake{.events = EPOLLIN, .data = {.ptr = nullptr}};
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &wake) != 0) throw_errno("pool: wake");
  epoll_event listener{.events = EPOLLIN | EPOLLONESHOT, .data = {.ptr = this}};
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, options_.listening_fd, &listener) != 0) {
    throw_errno("pool: listening socket");
  }
  running_ = options_.workers;
  for (int i = 0; i < options_.workers; ++i) threads_.emplace_back([this] { work(); });
}

Pool::~Pool() {
  drain();
  for (auto& thread : threads_) thread.join();
}

std::size_t Pool::open_connections() {
  const std::scoped_lock lock(mutex_);
  return connections_.size();
}

bool Pool::drain() {
  std::unique_lock lock(mutex_);
  if (drained_) return running_ == 0;
  draining_ = true;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, options_.listening_fd, nullptr);
  changed_.wait_for(lock, options_.drain_limit, [this] { return connections_.empty(); });
  drained_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof(one));
  return changed_.wait_for(lock, options_.socket_timeout + std::chrono::seconds(1),
                           [this] { return running_ == 0; });
}

void Pool::work() {
  for (;;) {
    epoll_event event{};
    if (::epoll_wait(epoll_.get(), &event, 1, -1) != 1) continue;
    if (event.data.ptr == nullptr) break;
    if (event.data.ptr == this) {
      accept_waiting();
    } else {
      serve(*static_cast<Connection*>(event.data.ptr));
    }
  }
  const std::scoped_lock lock(mutex_);
  if (--running_ == 0) changed_.notify_all();
}

void Pool::accept_waiting() {
  for (int i = 0; i < kAcceptBatch; ++i) {
    const Accepted accepted = accept_one();
    if (accepted == Accepted::kNone) break;
    if (accepted == Accepted::kOne) continue;
    log_exhausted();
    std::this_thread::sleep_for(
        kExhaustedPause);  // requests that end meanwhile give back what is short
    break;
  }
  const std::scoped_lock lock(mutex_);
  if (!draining_) watch(options_.listening_fd, this, EPOLL_CTL_MOD);
}

// Under the lock, so that drain() cannot miss a connection that is being taken.
Pool::Accepted Pool::accept_one() try {
  const std::scoped_lock lock(mutex_);
  if (draining_) return Accepted::kNone;
  Fd fd(::accept4(options_.listening_fd, nullptr, nullptr, SOCK_CLOEXEC));
  if (!fd.is_open()) {
    const bool exhausted =
        errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS;
    return exhausted ? Accepted::kExhausted : Accepted::kNone;
  }
  set_socket_timeout(fd.get(), options_.socket_timeout);
  auto connection = std::make_unique<Connection>(fd.get());
  [[maybe_unused]] const int owned_by_connection = fd.release();
  Connection* const key = connection.get();
  connections_.emplace(key, std::move(connection));
  const std::scoped_lock turn(key->turn);
  watch(key->fd(), key, EPOLL_CTL_ADD);
  return Accepted::kOne;
} catch (const std::bad_alloc&) {
  return Accepted::kExhausted;
}

void Pool::serve(Connection& connection) {
  if (!serve_one(connection)) forget(connection);
}

bool Pool::serve_one(Connection& connection) try {
  const std::scoped_lock turn(connection.turn);
  if (!connection.serve_request(service_)) return false;
  watch(connection.fd(), &connection, EPOLL_CTL_MOD);
  return true;
} catch (const std::exception& failure) {
  service_.log.write(LogLevel::kError, "pool.request_failed", {{"detail", failure.what()}});
  return false;
}

void Pool::forget(Connection& connection) {
  const std::scoped_lock lock(mutex_);
  connections_.erase(&connection);
  if (connections_.empty()) changed_.notify_all();
}

// EPOLLONESHOT: one worker gets the event, and no other until the fd is armed again.
void Pool::watch(int fd, void* what, int operation) {
  epoll_event event{.events = EPOLLIN | EPOLLRDHUP | EPOLLONESHOT, .data = {.ptr = what}};
  if (::epoll_ctl(epoll_.get(), operation, fd, &event) == 0) return;
  service_.log.write(LogLevel::kError, "pool.watch_failed",
                     {{"detail", std::generic_category().message(errno)}});
}

void Pool::log_exhausted() try {
  const auto now = std::chrono::steady_clock::now();
  const std::scoped_lock lock(mutex_);
  if (now - last_exhausted_ < kExhaustedLogInterval) return;
  last_exhausted_ = now;
  service_.log.write(LogLevel::kError, "os.emfile",
                     {{"detail", "no descriptors or memory left to accept; going on in 10 ms"},
                      {"open", std::to_string(connections_.size())}});
} catch (const std::bad_alloc&) {
  return;  // memory is what is short; the next interval tells
}

namespace {

sigset_t pool_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  return signals;
}

// The signal that came, or negative after a second without one.
int next_signal(const sigset_t& signals) {
  const timespec second{.tv_sec = 1, .tv_nsec = 0};
  return ::sigtimedwait(&signals, nullptr, &second);
}

// Workers that wait for the same commit are woken at once: none of them may interrupt one that
// works. For this thread and those it will start.
void let_others_finish() {
  const sched_param none{};
  ::sched_setscheduler(0, SCHED_BATCH, &none);
}

void run_reload(const PoolOptions& options, const Log& log) {
  if (!options.reload) return;
  try {
    options.reload();
  } catch (const std::exception& failure) {
    log.write(LogLevel::kError, "reload.failed", {{"detail", failure.what()}});
  }
}

}  // namespace

void block_pool_signals() {
  const sigset_t signals = pool_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

int serve_pool(const PoolOptions& options, const Service& service) {
  block_pool_signals();  // before FCGX_Init, which takes SIGTERM for itself
  let_others_finish();
  Pool pool(options, service);
  service.log.write(LogLevel::kInfo, "pool.started",
                    {{"workers", std::to_string(options.workers)}});
  notify_service_manager("READY=1");
  const sigset_t signals = pool_signals();
  for (int signal = 0; signal != SIGTERM && signal != SIGINT;) {
    signal = next_signal(signals);
    if (signal == SIGHUP) run_reload(options, service.log);
    if (signal < 0 && options.every_second) options.every_second();
  }
  notify_service_manager("STOPPING=1");
  service.log.write(LogLevel::kInfo, "pool.draining",
                    {{"open", std::to_string(pool.open_connections())}});
  const bool finished = pool.drain();
  const std::size_t cut_off = pool.open_connections();
  service.log.write(finished ? LogLevel::kInfo : LogLevel::kError, "pool.drained",
                    {{"cut_off", std::to_string(cut_off)}});
  // A handler that hangs cannot be stopped; what it did not commit has not happened.
  if (!finished) std::_Exit(1);
  return cut_off == 0 ? 0 : 1;
}

}  // namespace lockspire::programs
