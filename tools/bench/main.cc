// lockspire-bench: load on a throw-away site. tools/bench/run makes the site and its description.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <exception>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tools/bench/modes.h"
#include "tools/bench/scenarios.h"

namespace lockspire::bench {
namespace {

constexpr int kUsage = 2;
constexpr int kFault = 70;

constexpr const char* kUsageText =
    "usage: lockspire-bench measure SITE.json [--seconds N] [--connections N[,N...]] [--only "
    "WHAT]\n"
    "                                [--json]\n"
    "       lockspire-bench compare SITE.json PEER.json... [the same flags]\n"
    "       lockspire-bench memory SITE.json [--requests N] [--connections N] [--only WHAT]\n"
    "       lockspire-bench race SITE.json [--rounds N]\n"
    "       lockspire-bench acknowledged SITE.json [--seconds N] [--connections N]\n"
    "       lockspire-bench refresh-chaos SITE.json [--rounds N] [--seed N]\n"
    "WHAT: scenarios or programs with commas between them; these scenarios:\n";

class Misuse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Mode {
  std::string_view name;
  int (*run)(const Site& site, const Options& options);
};
constexpr std::array kModes{Mode{"measure", measure},
                            Mode{"compare", compare},
                            Mode{"memory", memory},
                            Mode{"race", race},
                            Mode{"acknowledged", acknowledged},
                            Mode{"ceiling", ceiling},
                            Mode{"refresh-chaos", refresh_chaos}};

std::size_t positive(std::string_view text) {
  std::size_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value < 1 || value > 100'000'000) {
    throw Misuse("not a positive number: " + std::string(text));
  }
  return value;
}

std::vector<std::string> list(const std::string& text) {
  std::vector<std::string> items;
  std::istringstream rest(text);
  for (std::string item; std::getline(rest, item, ',');) items.push_back(item);
  return items;
}

std::vector<std::string> known(std::vector<std::string> wanted) {
  for (const std::string& word : wanted) {
    const auto is_it = [&](const Scenario& each) {
      return each.name == word || each.program == word;
    };
    if (std::ranges::none_of(scenarios(), is_it)) throw Misuse("no such scenario: " + word);
  }
  return wanted;
}

void take_flag(Options& options, const std::string& flag, const std::string& value) {
  if (flag == "--seconds") {
    options.duration = std::chrono::seconds(positive(value));
  } else if (flag == "--connections") {
    for (const std::string& each : list(value)) options.connections.push_back(positive(each));
  } else if (flag == "--rounds") {
    options.rounds = positive(value);
  } else if (flag == "--seed") {
    options.seed = positive(value);
  } else if (flag == "--requests") {
    options.requests = positive(value);
  } else if (flag == "--only") {
    options.only = known(list(value));
  } else {
    throw Misuse("unknown: " + flag + " " + value);
  }
}

Options parse_options(std::span<const std::string> words) {
  Options options;
  for (; !words.empty(); words = words.subspan(1)) {
    if (words[0] == "--json") {
      options.json = true;
    } else if (!words[0].starts_with("--")) {
      options.peers.push_back(words[0]);
    } else if (words.size() < 2) {
      throw Misuse(words[0] + " has no value");
    } else {
      take_flag(options, words[0], words[1]);
      words = words.subspan(1);
    }
  }
  return options;
}

int run(std::span<const std::string> words) {
  if (words.size() < 2) throw Misuse("what, and where?");
  const auto* const mode = std::ranges::find(kModes, std::string_view(words[0]), &Mode::name);
  if (mode == kModes.end()) throw Misuse("unknown: " + words[0]);
  const Options options = parse_options(words.subspan(2));
  return mode->run(read_site(words[1]), options);
}

}  // namespace

bool Options::wants(std::string_view scenario, std::string_view program, bool usual) const {
  if (only.empty()) return usual;
  return std::ranges::any_of(
      only, [&](const std::string& word) { return word == scenario || word == program; });
}

}  // namespace lockspire::bench

int main(int argc, char* argv[]) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    return lockspire::bench::run(words);
  } catch (const lockspire::bench::Misuse& misuse) {
    std::fprintf(stderr, "lockspire-bench: %s\n%s", misuse.what(), lockspire::bench::kUsageText);
    for (const auto& scenario : lockspire::bench::scenarios()) {
      std::fprintf(stderr, "  %s\n", std::string(scenario.name).c_str());
    }
    return lockspire::bench::kUsage;
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "lockspire-bench: %s\n", fault.what());
    return lockspire::bench::kFault;
  }
}
