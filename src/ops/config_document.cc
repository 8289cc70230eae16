#include "ops/config_document.h"

#include <algorithm>
#include <optional>

namespace lockspire::ops {
namespace {

// An assumption of toml++ that does not hold: its 3.3 takes for granted that a table has a name.
struct BrokenAssumption {};

[[noreturn]] void give_up() {
  throw BrokenAssumption();
}

}  // namespace
}  // namespace lockspire::ops

// A file that confuses the parser is a bad file, not the end of the program.
#define TOML_ASSERT(expr) ((expr) ? void() : lockspire::ops::give_up())
#include <toml++/toml.h>

namespace lockspire::ops {
namespace {

bool begins_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '"' || c == '\'';
}

// 0 when no line is a table without a name.
int line_of_nameless_table(std::string_view text) {
  for (int line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view row = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto start = row.find_first_not_of(" \t");
    if (start == std::string_view::npos || row[start] != '[') continue;
    const auto name = row.find_first_not_of("[ \t", start);
    if (name == std::string_view::npos || !begins_key(row[name])) return line;
  }
  return 0;
}

int line_of(const toml::node& node) {
  return static_cast<int>(node.source().begin.line);
}

std::string unusable(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (node.is_array()) return "a list of mixed values";
  if (node.is_floating_point()) return "a fraction";
  return "a date or time";
}

std::optional<std::vector<std::string>> strings_of(const toml::array& array) {
  std::vector<std::string> out;
  for (const toml::node& item : array) {
    const auto* text = item.as_string();
    if (text == nullptr) return std::nullopt;
    out.push_back(text->get());
  }
  return out;
}

std::optional<ConfigTable> table_of(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return std::nullopt;
  ConfigTable out;
  for (const auto& [name, value] : *table) {
    const auto* text = value.as_string();
    if (text == nullptr) return std::nullopt;
    out.emplace(std::string(name.str()), text->get());
  }
  return out;
}

std::optional<std::vector<ConfigTable>> tables_of(const toml::array& array) {
  std::vector<ConfigTable> out;
  for (const toml::node& item : array) {
    auto table = table_of(item);
    if (!table) return std::nullopt;
    out.push_back(*std::move(table));
  }
  return out;
}

ConfigValue value_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  const toml::array* array = node.as_array();
  if (array == nullptr) return UnusableValue{unusable(node)};
  if (auto strings = strings_of(*array)) return *std::move(strings);
  if (auto tables = tables_of(*array)) return *std::move(tables);
  return UnusableValue{unusable(node)};
}

std::vector<ConfigEntry> entries_of(const toml::table& table, const std::string& section) {
  std::vector<ConfigEntry> entries;
  for (const auto& [name, node] : table) {
    entries.push_back({section, std::string(name.str()), line_of(node), value_of(node)});
  }
  std::ranges::stable_sort(entries, {}, &ConfigEntry::line);
  return entries;
}

void collect(const toml::table& table, const std::string& section, ConfigDocument& document) {
  for (ConfigEntry& entry : entries_of(table, section)) {
    document.entries.push_back(std::move(entry));
  }
}

std::expected<toml::table, ConfigSyntaxError> parse(std::string_view text) try {
  toml::parse_result parsed = toml::parse(text);
  if (parsed) return std::move(parsed).table();
  const toml::parse_error& error = parsed.error();
  return std::unexpected(ConfigSyntaxError{static_cast<int>(error.source().begin.line),
                                           std::string(error.description())});
} catch (const BrokenAssumption&) {
  return std::unexpected(ConfigSyntaxError{line_of_nameless_table(text), "a table needs a name"});
}

}  // namespace

std::expected<ConfigDocument, ConfigSyntaxError> parse_config(std::string_view text) {
  const auto parsed = parse(text);
  if (!parsed) return std::unexpected(parsed.error());
  ConfigDocument document;
  for (const auto& [name, node] : *parsed) {
    const std::string text_name(name.str());
    if (const toml::table* section = node.as_table()) {
      document.sections.emplace_back(text_name, line_of(node));
      collect(*section, text_name, document);
      continue;
    }
    document.entries.push_back({"", text_name, line_of(node), value_of(node)});
  }
  return document;
}

std::expected<ConfigTables, ConfigSyntaxError> parse_config_tables(std::string_view text,
                                                                   std::string_view name) {
  const auto parsed = parse(text);
  if (!parsed) return std::unexpected(parsed.error());
  ConfigTables document;
  for (const auto& [key, node] : *parsed) {
    const toml::array* const array = node.as_array();
    if (key.str() != name || array == nullptr || !array->is_homogeneous<toml::table>()) {
      document.strays.push_back({"", std::string(key.str()), line_of(node), value_of(node)});
      continue;
    }
    for (const toml::node& table : *array) {
      document.tables.push_back(entries_of(*table.as_table(), std::string(name)));
    }
  }
  return document;
}

std::string_view type_name(const ConfigValue& value) {
  struct Name {
    std::string_view operator()(const std::string&) const { return "a string"; }
    std::string_view operator()(std::int64_t) const { return "a number"; }
    std::string_view operator()(bool) const { return "true or false"; }
    std::string_view operator()(const std::vector<std::string>&) const {
      return "a list of strings";
    }
    std::string_view operator()(const std::vector<ConfigTable>&) const {
      return "a list of tables";
    }
    std::string_view operator()(const UnusableValue& unusable) const { return unusable.type; }
  };
  return std::visit(Name{}, value);
}

}  // namespace lockspire::ops
