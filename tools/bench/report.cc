#include "tools/bench/report.h"

#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <thread>

namespace lockspire::bench {
namespace {

std::int64_t whole(double value) {
  return std::llround(value);
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[sizeof("2026-01-01")] = {};
  (void)std::strftime(text, sizeof(text), "%Y-%m-%d", &utc);
  return text;
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "processor of an unknown kind";
}

std::string per_connection(const LoadResult& result) {
  std::string text = std::to_string(result.fewest()) + ".." + std::to_string(result.most());
  return result.starved() ? text + " STARVED" : text;
}

}  // namespace

std::string this_machine() {
  return today() + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores, " +
         processor();
}

Json as_json(const Row& row) {
  const LoadResult& result = row.result;
  Json json = Json::object();
  json.set("scenario", row.scenario);
  json.set("connections", static_cast<std::int64_t>(row.connections));
  json.set("answered", static_cast<std::int64_t>(result.microseconds.size()));
  json.set("requests_per_second", whole(result.rate()));
  json.set("p50_us", whole(result.milliseconds_at(0.5) * 1000));
  json.set("p99_us", whole(result.milliseconds_at(0.99) * 1000));
  json.set("max_us", whole(result.milliseconds_at(1) * 1000));
  json.set("failed", static_cast<std::int64_t>(result.failed));
  json.set("fewest_of_a_connection", static_cast<std::int64_t>(result.fewest()));
  json.set("most_of_a_connection", static_cast<std::int64_t>(result.most()));
  json.set("starved", result.starved());
  json.set("cpu_ns", whole(row.processor_us * 1000));
  json.set("nginx_cpu_ns", whole(row.nginx_us * 1000));
  if (row.share > 0) json.set("percent_of_limit", whole(row.share * 100));
  return json;
}

void Report::limits(const MachineLimits& limits) {
  Json json = Json::object();
  json.set("es256_signatures_per_second", whole(limits.es256_per_second));
  json.set("rs256_signatures_per_second", whole(limits.rs256_per_second));
  json.set("flushes_per_second", whole(limits.flushes_per_second));
  json.set("commits_per_second", whole(limits.commits_per_second));
  document_.set("machine", this_machine()).set("limits", std::move(json));
  if (json_) return;
  std::printf("%s\n", this_machine().c_str());
  std::printf("all cores: %.0f ES256 or %.0f RS256 signatures/s; this disk: %.0f flushes/s, ",
              limits.es256_per_second, limits.rs256_per_second, limits.flushes_per_second);
  std::printf("%.0f commits/s of 3 rows (64 threads)\n\n", limits.commits_per_second);
}

void Report::row(const Row& row) {
  rows_.add(as_json(row));
  if (json_) return;
  if (!headed_) {
    std::printf("%-20s %4s %8s %8s %8s %8s %6s %7s %7s %6s  %s\n", "", "conn", "req/s", "p50 ms",
                "p99 ms", "max ms", "failed", "cpu us", "nginx", "limit", "per connection");
    headed_ = true;
  }
  const LoadResult& result = row.result;
  std::printf("%-20s %4zu %8.0f %8.2f %8.2f %8.1f %6llu %7.1f %7.1f ",
              row.scenario == last_scenario_ ? "" : row.scenario.c_str(), row.connections,
              result.rate(), result.milliseconds_at(0.5), result.milliseconds_at(0.99),
              result.milliseconds_at(1), static_cast<unsigned long long>(result.failed),
              row.processor_us, row.nginx_us);
  if (row.share > 0) {
    std::printf("%6.2f", row.share);
  } else {
    std::printf("%6s", "-");
  }
  std::printf("  %s\n", per_connection(result).c_str());
  std::fflush(stdout);
  last_scenario_ = row.scenario;
}

void Report::memory(std::string_view program, const Memory& memory) {
  Json json = Json::object();
  json.set("rss_kib", whole(memory.rss_mib * 1024));
  if (memory.pss_mib) json.set("pss_kib", whole(*memory.pss_mib * 1024));
  memory_.set(program, std::move(json));
  if (json_) return;
  if (!memory_headed_) std::printf("\nRSS in MiB:");
  memory_headed_ = true;
  std::printf(" %s %.1f", std::string(program).c_str(), memory.rss_mib);
}

void Report::start(std::string_view program, std::chrono::microseconds took) {
  start_.set(program, static_cast<std::int64_t>(took.count()));
  if (json_) return;
  if (!start_headed_) std::printf("\nfrom exec to the first answer, in ms:");
  start_headed_ = true;
  std::printf(" %s %.1f", std::string(program).c_str(), static_cast<double>(took.count()) / 1000.0);
}

void Report::end() const {
  if (!json_) {
    std::printf("\n");
    return;
  }
  Json document = Json::copy(document_.view());
  document.set("rows", Json::copy(rows_.view()));
  document.set("memory", Json::copy(memory_.view()));
  document.set("start_us", Json::copy(start_.view()));
  std::printf("%s\n", document.pretty().c_str());
}

}  // namespace lockspire::bench
