// The model test: threads and processes race for codes, refresh tokens, interactions, consent and
// signing keys, and what each of them heard must be what one after another would have heard.
//
//   model [--seed N] [--seconds N]
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
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
constexpr int kRounds = 4;
constexpr std::size_t kOperations = 8;  // of one worker in one round
constexpr Seconds kGrace{10};

struct Counts {
  std::uint64_t games = 0;
  std::uint64_t answers = 0;
  std::uint64_t contradictions = 0;
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
    for (int i = 0; i < 3; ++i) {
      objects_.push_back(make_grant(site_, client_, grace_ > Seconds(0)));
    }
    for (int i = 0; i < 2; ++i) {
      objects_.push_back(make_account(site_, client_, "p" + std::to_string(++people_)));
    }
    objects_.push_back(make_keys(site_, chance_));
    for (int i = 0; i < kRounds; ++i) play_round(counts);
    for (auto& object : objects_) end(*object, counts);
    ++counts.games;
  }

 private:
  void play_round(Counts& counts) {
    std::vector<std::vector<std::size_t>> targets(workers_.size());
    std::vector<std::vector<Operation>> lists(workers_.size());
    for (std::size_t worker = 0; worker < workers_.size(); ++worker) {
      for (std::size_t i = 0; i < kOperations; ++i) {
        targets[worker].push_back(chance_() % objects_.size());
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
      counts.answers += by_object[i].size();
      if (!objects_[i]->settle(std::move(by_object[i]))) ++counts.contradictions;
    }
  }

  // Rows first: the questions change some of them.
  void end(Object& object, Counts& counts) {
    if (!object.is_as_stored(site_)) ++counts.contradictions;
    std::vector<std::vector<Operation>> lists(workers_.size());
    lists[chance_() % lists.size()] = object.look();
    std::vector<Event> events;
    for (auto& heard : run_side_by_side(workers_, lists)) {
      events.insert(events.end(), heard.begin(), heard.end());
    }
    counts.answers += events.size();
    if (!object.settle(std::move(events))) ++counts.contradictions;
    if (!object.is_as_stored(site_)) ++counts.contradictions;
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
    do {
      playground.play(counts);
    } while (SteadyClock::now() < end && counts.contradictions == 0);
  }
  std::printf("%llu games, %llu answers, %llu contradictions\n",
              static_cast<unsigned long long>(counts.games),
              static_cast<unsigned long long>(counts.answers),
              static_cast<unsigned long long>(counts.contradictions));
  return counts.contradictions == 0 ? 0 : 1;
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
