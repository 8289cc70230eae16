#include "programs/watched_clock.h"

#include <string>

namespace lockspire::programs {
namespace {

// What threads that read the clock at about the same time, and a clock that is slewed, may differ.
constexpr std::int64_t kToleranceMs = 5'000;

}  // namespace

std::int64_t WatchedClock::unix_ms() const {
  const std::int64_t now = clock_.unix_ms();
  std::int64_t newest = newest_.load(std::memory_order_relaxed);
  if (now <= newest && now >= newest - kToleranceMs) return now;
  const bool is_first = newest_.compare_exchange_strong(newest, now, std::memory_order_relaxed);
  if (is_first && now < newest) {
    log_.write(
        LogLevel::kAlert, "clock.backwards",
        {{"seconds", std::to_string((newest - now) / 1'000)},
         {"detail", "the system's clock was set back; what had expired since may be good again"}});
  }
  return now;
}

}  // namespace lockspire::programs
