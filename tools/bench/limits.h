// What this machine can do without any of our programs: processor and disk.
#pragma once

#include "jose/alg.h"
#include "tools/bench/site.h"

namespace lockspire::bench {

struct MachineLimits {
  double es256_per_second = 0;  // signatures, on all cores
  double rs256_per_second = 0;
  double flushes_per_second =
      0;  // fdatasync after 4 KiB, one after another, on the database's disk
  double commits_per_second = 0;  // three rows each, from 64 threads through the group commit
};

// Takes about two seconds. Throws std::runtime_error, store::StoreFault.
MachineLimits measure_limits(const Site& site);

}  // namespace lockspire::bench
