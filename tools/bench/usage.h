// What processes use, from /proc.
#pragma once

#include <optional>

#include <sys/types.h>

namespace lockspire::bench {

// Processor time of a process and its children that still run (nginx works in children), in
// seconds.
double processor_seconds(pid_t pid);

struct Memory {
  double rss_mib = 0;
  // Shared pages divided by their users; nullopt when only root may know.
  std::optional<double> pss_mib;
};
// With its children too.
Memory memory_of(pid_t pid);

}  // namespace lockspire::bench
