#include "ops/install/units.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "ops/install/placeholders.h"

namespace lockspire::ops {
namespace {

constexpr const char* kUnits = "systemd/system";
// The programs that open the file of the key that seals the signing keys.
constexpr std::array<std::string_view, 2> kSigners{"token", "introspect"};

bool signs(std::string_view program) {
  return std::ranges::find(kSigners, program) != kSigners.end();
}

}  // namespace

std::vector<Unit> units_of(const Places& places, const Share& share) {
  Values values{{"CONFIG", places.config()},       {"CONFIG_DIR", places.config_dir()},
                {"STATE_DIR", places.state_dir()}, {"RUN_DIR", places.run_dir()},
                {"PROGRAMS", share.programs},      {"HIDDEN", ""}};
  std::vector<Unit> out;
  const auto add = [&](const std::string& shipped, const char* folder, std::string name) {
    out.push_back(
        {folder, std::move(name), fill_in(read_shipped(share, "systemd/" + shipped), values)});
  };
  std::string names;
  for (const std::string& program : shipped_programs(share)) {
    values["PROGRAM"] = program;
    values["HIDDEN"] = signs(program) ? "" : "InaccessiblePaths=-" + places.sealing_key();
    const std::string name = "lockspire-" + program;
    add("program.socket", kUnits, name + ".socket");
    add("program.service", kUnits, name + ".service");
    if (!names.empty()) names += ' ';
    names.append(name).append(".socket ").append(name).append(".service");
  }
  values["UNITS"] = names;
  add("lockspire.target", kUnits, "lockspire.target");
  add("sysusers.conf", "sysusers.d", "lockspire.conf");
  add("tmpfiles.conf", "tmpfiles.d", "lockspire.conf");
  return out;
}

std::vector<Unit> units_of_package(Share share, const std::string& programs) {
  share.programs = programs;
  auto units = units_of(Places(""), share);
  for (Unit& unit : units)
    unit.folder = (unit.folder == kUnits ? "/lib/" : "/usr/lib/") + unit.folder;
  return units;
}

}  // namespace lockspire::ops
