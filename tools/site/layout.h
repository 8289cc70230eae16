// Where everything of a throw-away site lies.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace lockspire::site {

// The programs of contract.md section 3 that stand behind nginx, each with a socket of its own.
constexpr std::array<std::string_view, 10> kPrograms{
    "authorize",  "account", "token",     "userinfo", "revoke",
    "introspect", "jwks",    "discovery", "metrics",  "guard"};

struct Layout {
  std::string source;  // the checkout: templates/, schema/, nginx/, tools/demo/
  std::string bin;     // the programs
  std::string dir;     // the site's own folder

  [[nodiscard]] std::string config() const { return dir + "/lockspire.toml"; }
  [[nodiscard]] std::string logs() const { return dir + "/logs"; }
  [[nodiscard]] std::string log(std::string_view name) const {
    return logs() + "/" + std::string(name) + ".log";
  }
  [[nodiscard]] std::string run() const { return dir + "/run"; }
  [[nodiscard]] std::string run(std::string_view name) const {
    return run() + "/" + std::string(name);
  }
  [[nodiscard]] std::string socket(std::string_view program) const {
    return run(std::string(program) + ".sock");
  }
  [[nodiscard]] std::string program(std::string_view name) const {
    return bin + "/lockspire-" + std::string(name);
  }
};

// Makes dir, dir/logs and dir/run (0750). Throws SiteError when that fails, or when a socket's path
// would be longer than the kernel takes.
void make_folders(const Layout& layout);

// The whole file; throws SiteError.
std::string read_file(const std::string& path);

// Creates or replaces the file with that mode, at once or not at all. Throws SiteError.
void write_file(const std::string& path, std::string_view text, unsigned mode = 0640);

// The last lines of a log, for a message; empty when there is none.
std::string tail(const std::string& path);

}  // namespace lockspire::site
