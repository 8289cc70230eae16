// Time is passed in. Whole seconds, UTC, 64 bit.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace lockspire {

using Seconds = std::chrono::seconds;
using Instant = std::chrono::sys_seconds;

inline std::int64_t to_unix(Instant at) {
  return at.time_since_epoch().count();
}
inline Instant from_unix(std::int64_t seconds) {
  return Instant(Seconds(seconds));
}

// For the detail of a refusal: both clocks in one word.
inline std::string ended_ago(Instant end, Instant now) {
  return "ended " + std::to_string((now - end).count()) + " s ago";
}

class Clock {
 public:
  Clock() = default;
  virtual ~Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  [[nodiscard]] Instant now() const { return from_unix(unix_ms() / 1000); }
  // Milliseconds since 1970; orders the selectors of opaque values.
  [[nodiscard]] virtual std::int64_t unix_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t unix_ms() const override {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  }
};

}  // namespace lockspire
