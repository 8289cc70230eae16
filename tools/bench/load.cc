#include "tools/bench/load.h"

#include <algorithm>
#include <array>
#include <memory>
#include <system_error>
#include <utility>

#include <sys/epoll.h>

namespace lockspire::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kTickMs = 5;
// How long answers under way are awaited at the end; nginx gives up after 15 s.
constexpr std::chrono::seconds kPatience{20};

struct Slot {
  std::unique_ptr<HttpConnection> connection;
  bool waiting = false;
  bool done = false;
  SteadyClock::time_point asked;
};

class Run {
 public:
  Run(Workload& workload, const LoadOptions& options)
      : workload_(workload),
        options_(options),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        slots_(options.connections),
        start_(SteadyClock::now()),
        deadline_(start_ + options.duration) {
    result_.per_connection.resize(options.connections);
    if (!epoll_.is_open()) throw std::system_error(errno, std::generic_category(), "epoll");
  }

  LoadResult run() {
    start_idle();
    while (waiting_ > 0 || (some_idle_ && SteadyClock::now() < deadline_)) {
      serve_events();
      if (some_idle_) start_idle();
      if (SteadyClock::now() > deadline_ + kPatience) give_up();
    }
    result_.seconds = std::chrono::duration<double>(SteadyClock::now() - start_).count();
    std::ranges::sort(result_.microseconds);
    return std::move(result_);
  }

 private:
  void start_idle() {
    some_idle_ = false;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (!slots_[i].waiting && !slots_[i].done) ask(i);
    }
  }

  void serve_events() {
    std::array<epoll_event, 64> events{};
    const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), kTickMs);
    for (int i = 0; i < count; ++i) take(events[static_cast<std::size_t>(i)].data.u64);
  }

  void ask(std::size_t index) {
    Slot& slot = slots_[index];
    const auto now = SteadyClock::now();
    if (now >= deadline_) return;
    if (!connect(index)) return;
    if (!workload_.midway(index)) slot.asked = now;
    if (!workload_.next(index, request_)) {
      slot.done = true;
      return;
    }
    slot.waiting = true;
    ++waiting_;
    try {
      slot.connection->send(request_);
    } catch (const ConnectionLost&) {
      lose(index);
    }
  }

  bool connect(std::size_t index) {
    Slot& slot = slots_[index];
    if (slot.connection) return true;
    try {
      slot.connection = std::make_unique<HttpConnection>(options_.port);
    } catch (const ConnectionLost&) {
      some_idle_ = true;  // the next tick tries again
      return false;
    }
    epoll_event event{.events = EPOLLIN, .data = {.u64 = index}};
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, slot.connection->fd(), &event);
    return true;
  }

  void take(std::size_t index) {
    Slot& slot = slots_[index];
    if (!slot.connection) return;
    try {
      const auto response = slot.connection->receive();
      if (!response) return;
      const auto took = SteadyClock::now() - slot.asked;
      slot.waiting = false;
      --waiting_;
      if (!workload_.answered(index, *response)) {
        ++result_.failed;
      } else if (!workload_.midway(index)) {
        const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
        result_.microseconds.push_back(static_cast<std::uint32_t>(us));
        ++result_.per_connection[index];
      }
    } catch (const ConnectionLost&) {
      lose(index);
    }
    if (!slot.waiting) ask(index);
  }

  void lose(std::size_t index) {
    Slot& slot = slots_[index];
    slot.connection.reset();
    some_idle_ = true;
    if (!std::exchange(slot.waiting, false)) return;
    --waiting_;
    ++result_.failed;
    workload_.lost(index);
  }

  void give_up() {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].waiting) lose(i);
    }
  }

  Workload& workload_;
  const LoadOptions& options_;
  programs::Fd epoll_;
  std::vector<Slot> slots_;
  SteadyClock::time_point start_;
  SteadyClock::time_point deadline_;
  std::string request_;
  std::size_t waiting_ = 0;
  bool some_idle_ = false;  // for want of a connection
  LoadResult result_;
};

}  // namespace

double LoadResult::milliseconds_at(double share) const {
  if (microseconds.empty()) return 0;
  const auto last = static_cast<double>(microseconds.size() - 1);
  return microseconds[static_cast<std::size_t>(last * share)] / 1000.0;
}

std::uint64_t LoadResult::fewest() const {
  return per_connection.empty() ? 0 : std::ranges::min(per_connection);
}

std::uint64_t LoadResult::most() const {
  return per_connection.empty() ? 0 : std::ranges::max(per_connection);
}

bool LoadResult::starved() const {
  constexpr std::uint64_t kEnoughToTell = 100;
  return most() >= kEnoughToTell && fewest() * 10 < most();
}

LoadResult run_load(Workload& workload, const LoadOptions& options) {
  return Run(workload, options).run();
}

}  // namespace lockspire::bench
