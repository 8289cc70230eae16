#include "base/counters.h"

namespace lockspire {
namespace {

std::size_t slot_of(int status) {
  return status >= 100 && status < 600 ? static_cast<std::size_t>(status) : 0;
}

}  // namespace

void Counters::count_request(int status) {
  requests_.at(slot_of(status)).fetch_add(1, std::memory_order_relaxed);
}

void Counters::count_refusal(Literal reason) {
  const std::lock_guard lock(mutex_);
  ++refusals_[reason.text()];
}

void Counters::count_issued(std::string_view grant_type) {
  const std::lock_guard lock(mutex_);
  ++issued_[grant_type];
}

std::vector<Counters::Count> Counters::take() {
  std::vector<Count> counts;
  for (std::size_t status = 0; status < requests_.size(); ++status) {
    const auto amount = requests_.at(status).exchange(0, std::memory_order_relaxed);
    if (amount == 0) continue;
    counts.push_back({"lockspire_requests_total", "status", std::to_string(status), amount});
  }
  const std::lock_guard lock(mutex_);
  for (const auto& [reason, amount] : std::exchange(refusals_, {})) {
    counts.push_back({"lockspire_refusals_total", "reason", std::string(reason), amount});
  }
  for (const auto& [grant_type, amount] : std::exchange(issued_, {})) {
    counts.push_back(
        {"lockspire_tokens_issued_total", "grant_type", std::string(grant_type), amount});
  }
  return counts;
}

}  // namespace lockspire
