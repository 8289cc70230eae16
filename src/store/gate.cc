#include "store/gate.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite.h"

namespace lockspire::store {
namespace {

using Milliseconds = std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

// flock(2) has no time-out of its own: while it waits, a timer interrupts it by this signal.
int wake_signal() {
  return SIGRTMIN + 3;
}

void prepare_wake_signal() {
  struct sigaction action{};
  action.sa_handler = [](int) {};
  sigaction(wake_signal(), &action, nullptr);
}

// Sends the wake signal to the calling thread again and again, so that none is lost between two
// looks at the clock.
class Alarm {
 public:
  explicit Alarm(Milliseconds period) {
    static const bool prepared = (prepare_wake_signal(), true);
    static_cast<void>(prepared);
    sigset_t wake;
    sigemptyset(&wake);
    sigaddset(&wake, wake_signal());
    pthread_sigmask(SIG_UNBLOCK, &wake, &mask_);

    struct sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = wake_signal();
    event._sigev_un._tid = gettid();
    if (timer_create(CLOCK_MONOTONIC, &event, &timer_) != 0) {
      pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
      throw Unavailable("gate: timer: " + std::string(std::strerror(errno)));
    }
    const auto nanoseconds = std::chrono::nanoseconds(period).count();
    struct itimerspec when{};
    when.it_value.tv_nsec = nanoseconds;
    when.it_interval.tv_nsec = nanoseconds;
    timer_settime(timer_, 0, &when, nullptr);
  }
  ~Alarm() {
    timer_delete(timer_);
    pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

 private:
  timer_t timer_{};
  sigset_t mask_{};
};

}  // namespace

void Gate::Held::release() {
  if (fd_ >= 0) flock(fd_, LOCK_UN);
  fd_ = -1;
}

Gate::Gate(const std::string& path) : database_(path), path_(path + ".writer") {}

Gate::~Gate() {
  close_file();
}

// Reading is enough for flock(2), and all who may read the database may pass: also when root made
// the file, or a process with another umask.
void Gate::open_file() {
  fd_ = open(path_.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
  if (fd_ >= 0) {
    give_to_owner_of_database();
  } else if (errno == EEXIST) {
    fd_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  }
  if (fd_ < 0) throw Unavailable("gate: open " + path_ + ": " + std::strerror(errno));
  struct stat opened{};
  fstat(fd_, &opened);
  id_ = FileId{opened.st_dev, opened.st_ino};
}

void Gate::give_to_owner_of_database() const {
  struct stat database{};
  if (stat(database_.c_str(), &database) != 0) return;
  fchmod(fd_, database.st_mode & 0660);
  if (geteuid() == 0 && fchown(fd_, database.st_uid, database.st_gid) != 0) {
    throw Unavailable("gate: owner of " + path_ + ": " + std::strerror(errno));
  }
}

void Gate::close_file() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

void Gate::lock(Milliseconds patience) {
  if (flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
  const auto deadline = SteadyClock::now() + patience;
  const Alarm alarm(Milliseconds(50));
  while (SteadyClock::now() < deadline) {
    if (flock(fd_, LOCK_EX) == 0) return;
    if (errno != EINTR) throw Unavailable("gate: " + std::string(std::strerror(errno)));
  }
  throw Unavailable("gate: another process holds " + path_);
}

Gate::Held Gate::acquire(Milliseconds patience) {
  // A gate file that was removed lets others through another one: what is locked must be what
  // stands.
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (fd_ < 0) open_file();
    lock(patience);
    if (file_id(path_) == id_) return Held(fd_);
    close_file();
  }
  throw Unavailable("gate: " + path_ + " keeps changing");
}

}  // namespace lockspire::store
