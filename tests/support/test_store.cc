#include "tests/support/test_store.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "store/migrate.h"

namespace lockspire::testing {
namespace {

namespace fs = std::filesystem;

std::string with_database(const std::string& path) {
  make_database(path);
  return path;
}

}  // namespace

TempFolder::TempFolder() : path_((fs::temp_directory_path() / "lockspire-test-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

// Tests run from the checkout, or say where it is.
std::string schema_folder() {
  const char* source = std::getenv("LOCKSPIRE_SOURCE_DIR");
  return std::string(source == nullptr ? "." : source) + "/schema/sqlite";
}

void make_database(const std::string& path) {
  static const TempFolder folder;
  static const std::string master = [] {
    std::string made = folder.file("master.db");
    store::migrate(made, store::load_migrations(schema_folder()));
    return made;
  }();
  fs::copy_file(master, path);
}

TestStore::TestStore() : store(with_database(path()), store::Store::Access::kReadWrite, clock) {}

}  // namespace lockspire::testing
