// A thing that writers race for, and the sequential model of it.
#pragma once

#include <cstdio>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/model/linearize.h"
#include "tests/model/operation.h"
#include "tests/support/site.h"

namespace lockspire::model {

using Chance = std::mt19937_64;

// One of several, by chance.
template <typename Item>
const Item& any_of(const std::vector<Item>& items, Chance& chance) {
  return items[chance() % items.size()];
}

class Object {
 public:
  virtual ~Object() = default;

  // What one writer does before the others come.
  [[nodiscard]] virtual std::vector<Operation> prelude() const { return {}; }
  // What a writer may try now, in any state.
  [[nodiscard]] virtual Operation try_something(Chance& chance) const = 0;
  // Questions whose answers show the state, asked while nothing else happens.
  [[nodiscard]] virtual std::vector<Operation> look() const = 0;

  // What was heard since the last time. False, and said on standard error, when it fits no order of
  // the operations.
  virtual bool settle(std::vector<Event> events) = 0;
  // Whether the rows are as the model says.
  virtual bool is_as_stored(testing::Site& site) = 0;
};

template <typename State>
class Modelled : public Object {
 public:
  using Step = typename Orders<State>::Step;
  Modelled(State first, Step step) : states_{std::move(first)}, step_(step) {}

  bool settle(std::vector<Event> events) override {
    states_ = Orders<State>(events, step_).after(states_);
    for (const Event& event : events) learn(event);
    if (!states_.empty()) return true;
    std::fprintf(stderr, "no order of these gives their answers:\n");
    for (const Event& event : events) {
      std::fprintf(stderr, "  %lld to %lld: %s: %s\n", static_cast<long long>(event.start),
                   static_cast<long long>(event.end),
                   in_words(event.operation.kind, event.operation.arguments).c_str(),
                   in_words(event.answer.outcome, event.answer.values).c_str());
    }
    return false;
  }

 protected:
  // Takes up what an answer brought, for later operations.
  virtual void learn(const Event& event) = 0;

  // More than one when several orders would give the answers that were heard.
  [[nodiscard]] const std::set<State>& states() const { return states_; }

 private:
  std::set<State> states_;
  Step step_;
};

// A code and all that comes from it.
struct GrantGame {
  bool grace = false;     // whether a retired refresh token is answered again
  bool redeemed = false;  // before the race: all who race for a code end its grant
};
std::unique_ptr<Object> make_grant(testing::Site& site, const Client& client,
                                   const GrantGame& game);

// A person: interactions that wait for an answer, consent that is remembered, codes.
std::unique_ptr<Object> make_account(testing::Site& site, const Client& client,
                                     const std::string& sub);

// The EdDSA keys; those of an earlier game are retired first.
std::unique_ptr<Object> make_keys(testing::Site& site, Chance& chance);

}  // namespace lockspire::model
