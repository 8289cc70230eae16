// Starting a process so that nothing of ours leaks into it and that it does not outlive us.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace lockspire::site {

struct Launch {
  std::vector<std::string> command;
  std::vector<std::pair<std::string, std::string>> environment{};  // set beside the inherited one
  int standard_input = -1;      // becomes fd 0; /dev/null when negative
  std::vector<int> more_fds{};  // become fds 3, 4, ...
  std::string log;              // takes standard output and error, appended
  int death_signal = 0;         // sent to it when we die; 0: none
};

// The new process; throws SiteError when it cannot be made. What fails later is in its log.
pid_t start(const Launch& launch);

// Runs it to its end and returns the exit status (128 + signal when it was killed).
int run(const Launch& launch);

// Processes whose parent we are, also those that we did not start (orphans of a child).
std::vector<pid_t> children();

}  // namespace lockspire::site
