// lockspire-bench: load on a throw-away site. tools/bench/run makes the site and its description.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <exception>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tools/bench/modes.h"

namespace lockspire::bench {
namespace {

constexpr int kUsage = 2;
constexpr int kFault = 70;

constexpr const char* kUsageText =
    "usage: lockspire-bench measure SITE.json [--seconds N] [--connections N] [--only ENDPOINT]\n"
    "                                [--alg ES256|RS256]\n"
    "       lockspire-bench race SITE.json [--rounds N]\n"
    "       lockspire-bench acknowledged SITE.json [--seconds N] [--connections N]\n"
    "       lockspire-bench refresh-chaos SITE.json [--rounds N] [--seed N]\n"
    "ENDPOINT: discovery, jwks, authorize, code, refresh, userinfo or guard\n";

class Misuse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Mode {
  std::string_view name;
  int (*run)(const Site& site, const Options& options);
};
constexpr std::array kModes{Mode{"measure", measure}, Mode{"race", race},
                            Mode{"acknowledged", acknowledged},
                            Mode{"refresh-chaos", refresh_chaos}};

constexpr std::array<std::string_view, 7> kEndpoints{"discovery", "jwks",     "authorize", "code",
                                                     "refresh",   "userinfo", "guard"};

std::size_t positive(std::string_view text) {
  std::size_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value < 1 || value > 1'000'000) {
    throw Misuse("not a positive number: " + std::string(text));
  }
  return value;
}

Options parse_options(std::span<const std::string> words) {
  Options options;
  for (; !words.empty(); words = words.subspan(2)) {
    if (words.size() < 2) throw Misuse(words[0] + " has no value");
    const auto& [flag, value] = std::pair(words[0], words[1]);
    if (flag == "--seconds") {
      options.duration = std::chrono::seconds(positive(value));
    } else if (flag == "--connections") {
      options.connections = positive(value);
    } else if (flag == "--rounds") {
      options.rounds = positive(value);
    } else if (flag == "--seed") {
      options.seed = positive(value);
    } else if (flag == "--only" && std::ranges::find(kEndpoints, value) != kEndpoints.end()) {
      options.only = value;
    } else if (flag == "--alg") {
      options.algs = {value};
    } else {
      throw Misuse("unknown: " + flag + " " + value);
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
}  // namespace lockspire::bench

int main(int argc, char* argv[]) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    return lockspire::bench::run(words);
  } catch (const lockspire::bench::Misuse& misuse) {
    std::fprintf(stderr, "lockspire-bench: %s\n%s", misuse.what(), lockspire::bench::kUsageText);
    return lockspire::bench::kUsage;
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "lockspire-bench: %s\n", fault.what());
    return lockspire::bench::kFault;
  }
}
