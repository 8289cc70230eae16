#include "protocol/throttle.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/opaque.h"
#include "store/throttles.h"

namespace lockspire {
namespace {

constexpr std::int64_t kRefreshEveryMs = 1'000;
// Whoever fails as many clients or addresses at once is not slowed down by this, but by nginx.
constexpr std::size_t kMostWindows = 50'000;

std::string network_of(std::string_view remote_address) {
  std::string address(remote_address);
  in6_addr parsed{};
  if (inet_pton(AF_INET6, address.c_str(), &parsed) != 1) return address;
  if (IN6_IS_ADDR_V4MAPPED(&parsed)) return address;
  constexpr std::size_t kNetworkBytes = 8;
  std::fill(std::begin(parsed.s6_addr) + kNetworkBytes, std::end(parsed.s6_addr), 0);
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, &parsed, text.data(), text.size());
  return text.data();
}

bool is_open(Instant ends_at, Instant now) {
  // One that ends later than it could was begun by a clock that was set back since.
  return ends_at > now && ends_at - now <= kThrottleWindow;
}

// A hash, so that its length is bounded. An address has no line feed, so the two cannot run into
// each other.
std::string subject_of(std::string_view client_id, std::string_view remote_address) {
  return hash_of(network_of(remote_address) + "\n" + std::string(client_id)).text();
}

}  // namespace

Throttle::Throttle(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

bool Throttle::is_quiet() {
  const std::int64_t now = clock_.unix_ms();
  std::int64_t refreshed = refreshed_at_ms_;
  const bool due = now - refreshed >= kRefreshEveryMs || now < refreshed;
  // One thread looks; the others go on with what is known.
  if (due && refreshed_at_ms_.compare_exchange_strong(refreshed, now)) refresh(clock_.now());
  return is_quiet_;
}

Throttle::Verdict Throttle::look(std::string_view client_id, std::string_view remote_address) {
  if (is_quiet()) return {};
  const Instant now = clock_.now();
  const std::string subject = subject_of(client_id, remote_address);
  const std::lock_guard lock(mutex_);
  const auto found = windows_.find(subject);
  if (found == windows_.end()) return {};
  Window& window = found->second;
  if (!is_open(window.ends_at, now) || window.failures < kThrottleFailures) return {};
  const bool is_first = !window.told;
  window.told = true;
  return {.wait = window.ends_at - now, .is_first = is_first};
}

void Throttle::count_failure(std::string_view client_id, std::string_view remote_address) {
  const Instant now = clock_.now();
  std::string subject = subject_of(client_id, remote_address);
  remember(subject, now);
  store_.note([subject = std::move(subject), now](store::Transaction& tx) {
    store::count_failures(tx, subject, 1, now, kThrottleWindow);
  });
}

void Throttle::remember(const std::string& subject, Instant now) {
  const std::lock_guard lock(mutex_);
  if (windows_.size() >= kMostWindows && !windows_.contains(subject)) return;
  Window& window = windows_[subject];
  if (!is_open(window.ends_at, now)) window = {.failures = 0, .ends_at = now + kThrottleWindow};
  ++window.failures;
  is_quiet_ = false;
}

// What all programs have counted together, and before a restart.
void Throttle::refresh(Instant now) {
  std::vector<store::Throttle> stored;
  try {
    stored = store_.read(
        [&](store::Reader& db) { return store::list_throttles(db, kThrottleFailures, now); });
  } catch (const store::StoreFault&) {
    // The request itself will meet the fault; until then what is known here counts.
    return;
  }
  const std::lock_guard lock(mutex_);
  std::erase_if(windows_, [&](const auto& entry) { return !is_open(entry.second.ends_at, now); });
  for (const store::Throttle& row : stored) {
    if (!is_open(row.expires_at, now)) continue;
    Window& window = windows_[row.subject];
    const bool was_over = window.failures >= kThrottleFailures;
    window.failures = std::max(window.failures, static_cast<int>(row.failures));
    window.ends_at = was_over ? std::max(window.ends_at, row.expires_at) : row.expires_at;
  }
  is_quiet_ = windows_.empty();
}

}  // namespace lockspire
