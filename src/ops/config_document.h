// The TOML file as a flat list of entries: sections are one level deep. Knows TOML, but no key.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lockspire::ops {

// An inline table, or one of an array of tables, whose values are all strings.
using ConfigTable = std::map<std::string, std::string>;

struct UnusableValue {
  std::string type;  // `a table`, `a date`, ...
};

using ConfigValue = std::variant<std::string, std::int64_t, bool, std::vector<std::string>,
                                 std::vector<ConfigTable>, UnusableValue>;

struct ConfigEntry {
  std::string section;  // empty at the top level
  std::string name;
  int line = 0;
  ConfigValue value;

  // `tokens.code_lifetime`
  [[nodiscard]] std::string key() const { return section.empty() ? name : section + "." + name; }
};

struct ConfigDocument {
  std::vector<ConfigEntry> entries;
  std::vector<std::pair<std::string, int>> sections;  // with their lines
};

struct ConfigSyntaxError {
  int line = 0;
  std::string problem;
};

std::expected<ConfigDocument, ConfigSyntaxError> parse_config(std::string_view text);

// A file of nothing but [[name]] tables: the entries of each, in the order of their lines. What
// stands beside them is a stray.
struct ConfigTables {
  std::vector<std::vector<ConfigEntry>> tables;
  std::vector<ConfigEntry> strays;
};

std::expected<ConfigTables, ConfigSyntaxError> parse_config_tables(std::string_view text,
                                                                   std::string_view name);

// `a string`, `a number`, ...: for messages.
std::string_view type_name(const ConfigValue& value);

}  // namespace lockspire::ops
