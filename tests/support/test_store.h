// A real database for one test: a file in a temporary folder with the real schema, removed at the
// end.
#pragma once

#include <string>

#include "store/store.h"
#include "tests/support/fakes.h"

namespace lockspire::testing {

// A folder of its own below the system's temporary one; removed with all that is in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// The folder of the migrations.
std::string schema_folder();

// Puts an empty database with the current schema at `path`. Migrated once for each test process.
void make_database(const std::string& path);

class TestStore {
 public:
  TestStore();

  [[nodiscard]] std::string path() const { return folder.file("lockspire.db"); }

  TempFolder folder;
  FakeClock clock;
  store::Store store;
};

}  // namespace lockspire::testing
