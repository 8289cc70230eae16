// What `make deb` asks for: the units of the package, from the same files as `lockspire install`'s.
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "ops/install/units.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/install.h"

namespace lockspire::cli {
namespace {

constexpr const char* kPrograms = "/usr/lib/lockspire";

}  // namespace

void write_packaged_units(const std::string& folder) {
  for (const ops::Unit& unit : ops::units_of_package(share_of({}), kPrograms)) {
    std::filesystem::create_directories(folder + unit.folder);
    const std::string path = folder + unit.folder + "/" + unit.name;
    std::ofstream file(path, std::ios::binary);
    file << unit.text << std::flush;
    if (!file) throw std::runtime_error(path + " cannot be written");
  }
}

}  // namespace lockspire::cli
