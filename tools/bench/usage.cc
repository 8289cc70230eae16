#include "tools/bench/usage.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

namespace lockspire::bench {
namespace {

std::string proc(pid_t pid, const char* name) {
  return "/proc/" + std::to_string(pid) + "/" + name;
}

double own_processor_seconds(pid_t pid) {
  std::ifstream file(proc(pid, "stat"));
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');  // proc(5): the name may have anything in it
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// smaps_rollup of a program that forbids core dumps is root's.
std::optional<double> pss_mib(pid_t pid) {
  std::ifstream file(proc(pid, "smaps_rollup"));
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("Pss:")) continue;
    double kib = 0;
    std::istringstream(line.substr(4)) >> kib;
    return kib / 1024;
  }
  return std::nullopt;
}

Memory own_memory(pid_t pid) {
  std::ifstream file(proc(pid, "statm"));
  double size = 0;
  double resident = 0;
  file >> size >> resident;
  const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  return {.rss_mib = resident * page / (1024.0 * 1024.0), .pss_mib = pss_mib(pid)};
}

std::vector<pid_t> with_children(pid_t pid) {
  std::vector<pid_t> pids{pid};
  std::ifstream children(proc(pid, "task/") + std::to_string(pid) + "/children");
  for (pid_t child = 0; children >> child;) pids.push_back(child);
  return pids;
}

}  // namespace

double processor_seconds(pid_t pid) {
  double sum = 0;
  for (const pid_t each : with_children(pid)) sum += own_processor_seconds(each);
  return sum;
}

Memory memory_of(pid_t pid) {
  Memory sum{.rss_mib = 0, .pss_mib = 0.0};
  for (const pid_t each : with_children(pid)) {
    const Memory own = own_memory(each);
    sum.rss_mib += own.rss_mib;
    sum.pss_mib =
        sum.pss_mib && own.pss_mib ? std::optional(*sum.pss_mib + *own.pss_mib) : std::nullopt;
  }
  return sum;
}

}  // namespace lockspire::bench
