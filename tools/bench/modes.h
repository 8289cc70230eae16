// What lockspire-bench can do: the functions behind the first word of its command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/site.h"

namespace lockspire::bench {

struct Options {
  std::chrono::milliseconds duration{2'000};
  std::vector<std::size_t> connections;  // empty: what is usual for the mode
  std::size_t rounds = 1'000;
  std::uint64_t seed = 1;
  std::size_t requests = 1'000'000;
  std::vector<std::string> only;   // scenarios or programs; empty: all
  std::vector<std::string> peers;  // descriptions of other sites
  bool json = false;

  // Whether a scenario was asked for, by its name or its program's; `usual`: when nothing was.
  [[nodiscard]] bool wants(std::string_view scenario, std::string_view program, bool usual) const;
  // The last number of connections, or the usual one.
  [[nodiscard]] std::size_t connections_or(std::size_t usual) const {
    return connections.empty() ? usual : connections.back();
  }
};

// Prints requests per second, latency, processor time and memory of each endpoint, beside what this
// machine can do at all. 1 when a request failed or a connection starved.
int measure(const Site& site, const Options& options);

// The same scenarios at a site and its peers in turn, and how many times as many requests the first
// one answers. 1 when a request of the first one failed or a connection of it starved.
int compare(const Site& site, const Options& options);

// The memory of each program after half of `requests` of each of its scenarios, and after all of
// them; prints one JSON object. 1 when a request failed.
int memory(const Site& site, const Options& options);

// Redeems each of `rounds` codes twice at the same instant, and looks whether what the winner got
// is dead afterwards. Prints the counts as one JSON object.
int race(const Site& site, const Options& options);

// Goes from code to token to refreshed token to userinfo or revocation, whatever dies meanwhile,
// and looks afterwards whether everything that was answered with 200 still holds and nothing can be
// spent again. Prints the counts as one JSON object.
int acknowledged(const Site& site, const Options& options);

// Refreshes until `rounds` answers were heard, whatever dies meanwhile: answers are lost, requests
// are doubled, asked again and stolen, in an order that `seed` decides. Looks whether anything is
// refused without a reason and whether a family ever branches. Prints the counts as one JSON
// object.
int refresh_chaos(const Site& site, const Options& options);

// Serves the paths of tools/bench/ceiling.h on the listening socket at fd 0 until SIGTERM.
int ceiling(const Site& site, const Options& options);

}  // namespace lockspire::bench
