// A copy of the database while it is in use: one snapshot, checked, in one file without a WAL.
#pragma once

#include <cstdint>
#include <string>

namespace lockspire::store {

struct BackupResult {
  std::int64_t pages = 0;
  std::int64_t bytes = 0;
};

// Copies the database at `path` to the new file `target` (mode 0600), which appears only when it is
// whole, checked and on disk. Throws StoreFault, also when something stands at `target` already.
BackupResult back_up(const std::string& path, const std::string& target);

}  // namespace lockspire::store
