#include "ops/install/settings.h"

#include <set>
#include <sstream>
#include <stdexcept>

namespace lockspire::ops {
namespace {

constexpr std::string_view kEverythingElse = "location ^~ / {";

// `[tokens]` -> tokens.
std::string section_of(const std::string& line) {
  return line.substr(1, line.find(']') - 1);
}

}  // namespace

std::string with_setting(std::string_view toml, std::string_view section, std::string_view key,
                         std::string_view value) {
  const std::string begin = std::string(key) + " = ";
  std::istringstream lines{std::string(toml)};
  std::string out;
  std::string here;
  bool found = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) here = section_of(line);
    const bool wanted = here == section && line.starts_with(begin);
    found = found || wanted;
    out += (wanted ? begin + std::string(value) : line) + "\n";
  }
  if (!found) {
    throw std::runtime_error("the example configuration has no line for " + std::string(key));
  }
  return out;
}

std::string for_root_issuer(std::string_view server_snippet) {
  std::istringstream lines{std::string(server_snippet)};
  std::set<std::string> seen{std::string(kEverythingElse)};
  std::string out;
  std::string comment;  // belongs to the location below it
  bool dropping = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) {
      comment += line + "\n";
      continue;
    }
    if (line.starts_with("location ")) dropping = !seen.insert(line).second;
    if (!dropping) out += comment + line + "\n";
    comment.clear();
    if (line == "}") dropping = false;
  }
  return out + comment;
}

}  // namespace lockspire::ops
