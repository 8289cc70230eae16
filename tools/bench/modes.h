// What lockspire-bench can do: the functions behind the first word of its command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/bench/site.h"

namespace lockspire::bench {

struct Options {
  std::chrono::milliseconds duration{5'000};
  std::size_t connections = 32;
  std::size_t rounds = 1'000;
  std::uint64_t seed = 1;
  std::string only;                                 // one endpoint; empty: all
  std::vector<std::string> algs{"ES256", "RS256"};  // of the ID tokens, by client
};

// Prints requests per second, latency, processor time and memory of each endpoint. 1 when a request
// failed.
int measure(const Site& site, const Options& options);

// Redeems each of `rounds` codes twice at the same instant, and looks whether what the winner got
// is dead afterwards. Prints the counts as one JSON object.
int race(const Site& site, const Options& options);

// Goes from code to token to refreshed token to userinfo, whatever dies meanwhile, and looks
// afterwards whether everything that was answered with 200 still holds. Prints the counts as one
// JSON object.
int acknowledged(const Site& site, const Options& options);

// Refreshes until `rounds` answers were heard, whatever dies meanwhile: answers are lost, requests
// are doubled, asked again and stolen, in an order that `seed` decides. Looks whether anything is
// refused without a reason and whether a family ever branches. Prints the counts as one JSON
// object.
int refresh_chaos(const Site& site, const Options& options);

}  // namespace lockspire::bench
