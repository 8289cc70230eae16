// Whether there is an order of concurrent operations in which a sequential model gives the answers
// that were heard (Herlihy and Wing's linearizability), and in which states it leaves the model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/model/operation.h"

namespace lockspire::model {

template <typename State>
class Orders {
 public:
  // Tells whether the answer is right in this state, and which state it leads to.
  using Step = std::optional<State> (*)(const State&, const Event&);

  Orders(const std::vector<Event>& events, Step step) : events_(events), step_(step) {
    if (events.size() > kMost) throw std::invalid_argument("too many events for one object");
  }

  // The states that the events can have led to; empty when their answers fit no order.
  std::set<State> after(const std::set<State>& before) {
    for (const State& state : before) explore(0, state);
    return ends_;
  }

 private:
  using Done = std::uint64_t;
  static constexpr std::size_t kMost = 63;

  void explore(Done done, const State& state) {
    if (done == (Done{1} << events_.size()) - 1) {
      ends_.insert(state);
      return;
    }
    if (!visited_.emplace(done, state).second) return;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (has(done, i) || !may_come_next(done, i)) continue;
      if (const auto next = step_(state, events_[i])) explore(done | (Done{1} << i), *next);
    }
  }

  static bool has(Done done, std::size_t i) { return ((done >> i) & 1U) != 0; }

  // What ended before another began took effect before it.
  [[nodiscard]] bool may_come_next(Done done, std::size_t i) const {
    for (std::size_t j = 0; j < events_.size(); ++j) {
      if (j != i && !has(done, j) && events_[j].end < events_[i].start) return false;
    }
    return true;
  }

  const std::vector<Event>& events_;
  Step step_;
  std::set<std::pair<Done, State>> visited_;
  std::set<State> ends_;
};

}  // namespace lockspire::model
