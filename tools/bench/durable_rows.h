// Three rows in a transaction of their own, as a token endpoint writes them: what the disk allows.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "store/store.h"

namespace lockspire::bench {

class DurableRows {
 public:
  // Makes the database when it is missing. Throws store::StoreFault.
  DurableRows(const std::string& database, const std::string& schema_dir);

  // Returns when they are on disk.
  void write();

 private:
  SystemClock clock_;
  SystemRandom random_;
  store::Store store_;
};

}  // namespace lockspire::bench
