// A clock that tells the operator when it was set back: what expired in the meantime is good again
// until it expires once more, and that can be somebody's intention.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.h"
#include "base/log.h"

namespace lockspire::programs {

class WatchedClock final : public Clock {
 public:
  // Refers to both.
  WatchedClock(const Clock& clock, const Log& log) : clock_(clock), log_(log) {}

  // What `clock` says. A step back of more than 5 seconds is logged once, as clock.backwards.
  // Threads may call it at once.
  [[nodiscard]] std::int64_t unix_ms() const override;

 private:
  const Clock& clock_;
  const Log& log_;
  mutable std::atomic<std::int64_t> newest_ = 0;
};

}  // namespace lockspire::programs
