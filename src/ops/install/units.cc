#include "ops/install/units.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "ops/install/placeholders.h"

namespace lockspire::ops {
namespace {

constexpr const char* kUnits = "systemd/system";
// The programs that open the file of the key that seals the signing keys.
constexpr std::array<std::string_view, 2> kSigners{"token", "introspect"};

// The programs that clients authenticate at: they open the secrets of clients, and fetch their
// keys.
constexpr std::array<std::string_view, 3> kAuthenticators{"token", "revoke", "introspect"};

bool is_among(std::span<const std::string_view> programs, std::string_view program) {
  return std::ranges::find(programs, program) != programs.end();
}

std::string hidden_from(std::string_view program, const Places& places) {
  std::string lines;
  const auto hide = [&](const std::string& path) {
    lines += (lines.empty() ? "" : "\n") + ("InaccessiblePaths=-" + path);
  };
  if (!is_among(kSigners, program)) hide(places.sealing_key());
  if (!is_among(kAuthenticators, program)) hide(places.client_secret_key());
  return lines;
}

// What may be fetched is the program's own rule; netlink is for the look-up of names.
std::string network_of(std::string_view program) {
  return is_among(kAuthenticators, program)
             ? "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK"
             : "RestrictAddressFamilies=AF_UNIX\nPrivateNetwork=yes\nIPAddressDeny=any";
}

}  // namespace

std::vector<Unit> units_of(const Places& places, const Share& share) {
  Values values{{"CONFIG", places.config()},
                {"CONFIG_DIR", places.config_dir()},
                {"STATE_DIR", places.state_dir()},
                {"RUN_DIR", places.run_dir()},
                {"PROGRAMS", share.programs},
                {"HIDDEN", ""},
                {"NETWORK", ""}};
  std::vector<Unit> out;
  const auto add = [&](const std::string& shipped, const char* folder, std::string name) {
    out.push_back(
        {folder, std::move(name), fill_in(read_shipped(share, "systemd/" + shipped), values)});
  };
  std::string names;
  for (const std::string& program : shipped_programs(share)) {
    values["PROGRAM"] = program;
    values["HIDDEN"] = hidden_from(program, places);
    values["NETWORK"] = network_of(program);
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
