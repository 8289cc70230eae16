// The model test: threads and processes race for codes, refresh tokens, interactions, consent and
// signing keys, and what each of them heard must be what one after another would have heard.
//
//   model [--seed N] [--seconds N]
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <map>
#include <random>
#include <span>
#include <stdexcept>
#include <string>

#include "tests/model/object.h"
#include "tests/model/workers.h"

namespace lockspire::model {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kThreads = 3;
constexpr int kProcesses = 2;
constexpr int kGrants = 3;  // in one game
constexpr int kRounds = 4;
constexpr std::size_t kOperations = 8;  // of one worker in one round
constexpr Seconds kGrace{10};
constexpr std::chrono::seconds kPatience{120};

// Each of these must have been heard so often, or the games prove nothing about it.
constexpr std::uint64_t kEnough = 5;
constexpr std::array<std::string_view, 22> kAnswers{
    "redeem issued",    "redeem refused",     "refresh issued", "refresh refused",
    "revoke done",      "userinfo live",      "userinfo dead",  "approve code",
    "approve finished", "remember code",      "deny denied",    "deny finished",
    "silent code",      "silent asked",       "consent scopes", "consent none",
    "disconnect ended", "disconnect nothing", "publish done",   "activate done",
    "activate refused", "retire done"};

struct Counts {
  std::uint64_t games = 0;
  std::uint64_t answers = 0;
  std::uint64_t contradictions = 0;
  std::map<std::string, std::uint64_t, std::less<>> heard{};

  void take(const std::vector<Event>& events) {
    answers += events.size();
    for (const Event& event : events) ++heard[event.operation.kind + " " + event.answer.outcome];
  }
  [[nodiscard]] bool heard_enough(std::string_view answer) const {
    const auto found = heard.find(answer);
    return found != heard.end() && found->second >= kEnough;
  }
  [[nodiscard]] bool heard_all() const {
    return std::ranges::all_of(kAnswers, [this](auto answer) { return heard_enough(answer); });
  }
};

// A database, and workers on it.
class Playground {
 public:
  Playground(std::uint64_t seed, Seconds grace) : chance_(seed), grace_(grace) {
    site_.add(client_);
    const NodeOptions options{site_.db.path(), grace};
    for (int i = 0; i < kProcesses; ++i) {
      workers_.push_back(std::make_unique<ProcessWorker>(options));
    }
    node_ = std::make_unique<Node>(options);
    for (int i = 0; i < kThreads; ++i) workers_.push_back(std::make_unique<ThreadWorker>(*node_));
  }

  void play(Counts& counts) {
    objects_.clear();
    for (int i = 0; i < kGrants; ++i) {
      objects_.push_back(
          make_grant(site_, client_, {.grace = grace_ > Seconds(0), .redeemed = i > 0}));
    }
    for (int i = 0; i < 2; ++i) {
      objects_.push_back(make_account(site_, client_, "p" + std::to_string(++people_)));
    }
    objects_.push_back(make_keys(site_, chance_));
    for (auto& object : objects_) play_alone(*object, object->prelude(), counts);
    for (int i = 0; i < kRounds; ++i) play_round(counts);
    for (auto& object : objects_) end(*object, counts);
    ++counts.games;
  }

 private:
  void play_round(Counts& counts) {
    std::vector<std::vector<std::size_t>> targets(workers_.size());
    std::vector<std::vector<Operation>> lists(workers_.size());
    // Half of them meet at one object.
    const std::size_t crowded = chance_() % objects_.size();
    for (std::size_t worker = 0; worker < workers_.size(); ++worker) {
      for (std::size_t i = 0; i < kOperations; ++i) {
        targets[worker].push_back(chance_() % 2 == 0 ? crowded : chance_() % objects_.size());
        lists[worker].push_back(objects_[targets[worker].back()]->try_something(chance_));
      }
    }
    const auto heard = run_side_by_side(workers_, lists);
    std::vector<std::vector<Event>> by_object(objects_.size());
    for (std::size_t worker = 0; worker < workers_.size(); ++worker) {
      for (std::size_t i = 0; i < kOperations; ++i) {
        by_object[targets[worker][i]].push_back(heard[worker][i]);
      }
    }
    for (std::size_t i = 0; i < objects_.size(); ++i) {
      counts.take(by_object[i]);
      if (!objects_[i]->settle(std::move(by_object[i]))) ++counts.contradictions;
    }
  }

  // Rows first: the questions change some of them.
  void end(Object& object, Counts& counts) {
    if (!object.is_as_stored(site_)) ++counts.contradictions;
    play_alone(object, object.look(), counts);
    if (!object.is_as_stored(site_)) ++counts.contradictions;
  }

  // One worker, and nothing beside it.
  void play_alone(Object& object, std::vector<Operation> operations, Counts& counts) {
    std::vector<std::vector<Operation>> lists(workers_.size());
    lists[chance_() % lists.size()] = std::move(operations);
    std::vector<Event> events;
    for (auto& heard : run_side_by_side(workers_, lists)) {
      events.insert(events.end(), heard.begin(), heard.end());
    }
    counts.take(events);
    if (!object.settle(std::move(events))) ++counts.contradictions;
  }

  Chance chance_;
  Seconds grace_;
  testing::Site site_;
  Client client_ = testing::web_client();
  std::unique_ptr<Node> node_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::unique_ptr<Object>> objects_;
  int people_ = 0;
};

std::uint64_t number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || *end != '\0') throw std::invalid_argument("no number: " + text);
  return value;
}

// Until that instant, and on a slow machine until all answers were heard.
void play_until(SteadyClock::time_point end, Playground& playground, Counts& counts) {
  const auto patience = end + kPatience;
  do {
    playground.play(counts);
    if (counts.contradictions > 0) return;
  } while (SteadyClock::now() < end || (!counts.heard_all() && SteadyClock::now() < patience));
}

// Says what came of it.
bool report(const Counts& counts) {
  for (const auto& [answer, times] : counts.heard) {
    std::printf("%s: %llu\n", answer.c_str(), static_cast<unsigned long long>(times));
  }
  for (const auto answer : kAnswers) {
    if (!counts.heard_enough(answer)) {
      std::printf("not heard often enough: %s\n", std::string(answer).c_str());
    }
  }
  std::printf("%llu games, %llu answers, %llu contradictions\n",
              static_cast<unsigned long long>(counts.games),
              static_cast<unsigned long long>(counts.answers),
              static_cast<unsigned long long>(counts.contradictions));
  return counts.contradictions == 0 && counts.heard_all();
}

int run(std::span<const std::string> words) {
  std::uint64_t seed = std::random_device{}();
  std::uint64_t seconds = 6;
  for (; words.size() >= 2; words = words.subspan(2)) {
    if (words[0] == "--seed") seed = number(words[1]);
    if (words[0] == "--seconds") seconds = number(words[1]);
  }
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  Counts counts;
  for (const Seconds grace : {Seconds(0), kGrace}) {
    const auto end = SteadyClock::now() + std::chrono::milliseconds(seconds * 500);
    Playground playground(seed, grace);
    play_until(end, playground, counts);
  }
  return report(counts) ? 0 : 1;
}

}  // namespace
}  // namespace lockspire::model

int main(int argc, char* argv[]) {
  using namespace lockspire::model;  // NOLINT(google-build-using-namespace)
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    if (words.size() == 3 && words[0] == "--worker") {
      serve_operations({words[1], lockspire::Seconds(number(words[2]))});
      return 0;
    }
    return run(words);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "model: %s\n", fault.what());
    return 1;
  }
}
