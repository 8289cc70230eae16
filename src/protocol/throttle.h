// Where guessing pays: failed client authentications, by client and address. Beyond the limit
// within a window that client is not heard from that address until the window is over; from
// elsewhere it is.
//
// A program counts in memory, at once. What it counted is added up in the database without waiting,
// so that it outlives a restart and goes for all programs within about a second.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "store/store.h"

namespace lockspire {

inline constexpr int kThrottleFailures = 20;
inline constexpr Seconds kThrottleWindow{60};

class Throttle {
 public:
  // Store and clock must outlive the throttle.
  Throttle(store::Store& store, const Clock& clock);

  // True while nobody need be looked at: costs nothing but, once a second, a look into the
  // database. Safe from several threads, as are the others.
  bool is_quiet();

  struct Verdict {
    Seconds wait{0};        // until the window ends; 0: go on
    bool is_first = false;  // nobody was told about this window here
  };

  // Whether this client must wait at this address. Of an IPv6 address only the network counts, for
  // whoever has one address has 2^64.
  Verdict look(std::string_view client_id, std::string_view remote_address);

  void count_failure(std::string_view client_id, std::string_view remote_address);

 private:
  struct Window {
    int failures = 0;
    Instant ends_at{};
    bool told = false;
  };

  void remember(const std::string& subject, Instant now);
  void refresh(Instant now);

  store::Store& store_;
  const Clock& clock_;
  std::atomic<std::int64_t> refreshed_at_ms_{0};
  std::atomic<bool> is_quiet_{true};  // no window is open
  std::mutex mutex_;                  // over the windows
  std::unordered_map<std::string, Window> windows_;
};

}  // namespace lockspire
