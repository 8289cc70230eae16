#include <cmath>
#include <cstdio>
#include <deque>
#include <vector>

#include "base/json.h"
#include "tools/bench/modes.h"
#include "tools/bench/report.h"
#include "tools/bench/scenarios.h"

namespace lockspire::bench {
namespace {

// Every scenario at each site in turn, so that whatever else the machine does happens to all of
// them.
class Comparison {
 public:
  Comparison(const Site& site, const Options& options)
      : options_(options),
        connections_(options.connections.empty() ? std::vector<std::size_t>{32}
                                                 : options.connections) {
    sites_.push_back(site);
    for (const std::string& peer : options.peers) sites_.push_back(read_site(peer));
    for (const Site& each : sites_) supplies_.emplace_back(each);
  }

  int run() {
    if (!options_.json) head();
    for (const Scenario& scenario : scenarios()) {
      if (scenario.shown != Shown::kAlways) continue;
      if (!options_.wants(scenario.name, scenario.program, true)) continue;
      for (const std::size_t connections : connections_) row(scenario, connections);
    }
    Json memory = Json::object();
    for (const Site& site : sites_) memory.set(site.name, memory_of_site(site));
    if (options_.json) {
      Json document = Json::object();
      document.set("machine", this_machine()).set("rows", std::move(rows_));
      document.set("memory_kib", std::move(memory));
      std::printf("%s\n", document.pretty().c_str());
    } else {
      print_memory(memory.view());
    }
    return sound_ ? 0 : 1;
  }

 private:
  void head() const {
    std::printf("%s\n%-20s %4s", this_machine().c_str(), "", "conn");
    for (const Site& site : sites_) std::printf(" | %-24s", site.name.c_str());
    std::printf(" | times");
    for (std::size_t i = 1; i < sites_.size(); ++i) {
      std::printf("%s %s", i > 1 ? "," : "", sites_[i].name.c_str());
    }
    std::printf("\n%-20s %4s", "", "");
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      std::printf(" | %7s %8s %7s", "req/s", "p99 ms", "failed");
    }
    std::printf(" |\n");
  }

  void row(const Scenario& scenario, std::size_t connections) {
    std::vector<Row> rows;
    for (Supply& supply : supplies_) {
      rows.push_back(measure_row(
          scenario, supply,
          {.port = supply.site().port, .connections = connections, .duration = options_.duration}));
    }
    sound_ = sound_ && rows[0].sound();
    add_json(rows);
    if (!options_.json) print(rows);
  }

  static double times(const Row& ours, const Row& theirs) {
    return theirs.result.rate() > 0 ? ours.result.rate() / theirs.result.rate() : 0;
  }

  void add_json(const std::vector<Row>& rows) {
    Json json = Json::object();
    json.set("scenario", rows[0].scenario);
    json.set("connections", static_cast<std::int64_t>(rows[0].connections));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Json one = as_json(rows[i]);
      if (i > 0)
        one.set("percent_of_theirs",
                static_cast<std::int64_t>(std::llround(100 * times(rows[0], rows[i]))));
      json.set(sites_[i].name, std::move(one));
    }
    rows_.add(std::move(json));
  }

  static void print(const std::vector<Row>& rows) {
    std::printf("%-20s %4zu", rows[0].scenario.c_str(), rows[0].connections);
    for (const Row& row : rows) {
      std::printf(" | %7.0f %8.2f %7llu", row.result.rate(), row.result.milliseconds_at(0.99),
                  static_cast<unsigned long long>(row.result.failed));
    }
    std::printf(" |");
    for (std::size_t i = 1; i < rows.size(); ++i) std::printf(" %.1f", times(rows[0], rows[i]));
    std::printf("\n");
    std::fflush(stdout);
  }

  // What processes share is counted once where we may know what that is.
  static std::int64_t memory_of_site(const Site& site) {
    double mib = 0;
    for (const auto& [program, pid] : site.pids) {
      const Memory memory = memory_of(pid);
      if (program != "host") mib += memory.pss_mib.value_or(memory.rss_mib);
    }
    return static_cast<std::int64_t>(std::llround(mib * 1024));
  }

  static void print_memory(JsonView memory) {
    std::printf("\nmemory of all their processes, in MiB:");
    for (const auto& [name, kib] : memory.members()) {
      std::printf(" %s %.1f", std::string(name).c_str(),
                  static_cast<double>(kib.integer().value_or(0)) / 1024);
    }
    std::printf("\n");
  }

  const Options& options_;
  std::vector<std::size_t> connections_;
  std::deque<Site> sites_;
  std::deque<Supply> supplies_;
  Json rows_ = Json::array();
  bool sound_ = true;
};

}  // namespace

int compare(const Site& site, const Options& options) {
  return Comparison(site, options).run();
}

}  // namespace lockspire::bench
