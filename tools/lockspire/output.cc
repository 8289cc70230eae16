#include "tools/lockspire/output.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace lockspire::cli {
namespace {

// What came from outside (names of clients, reasons) must not steer the terminal.
std::string printable(const std::string& text) {
  std::string out = text;
  std::ranges::replace_if(out, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }, '?');
  return out;
}

// Characters, not bytes: UTF-8 continuation bytes take no column.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t columns) {
  return text + std::string(columns - std::min(columns, width(text)), ' ');
}

void print_row(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = printable(cells[i].empty() ? "-" : cells[i]);
    line += i + 1 == cells.size() ? cell : padded(cell, widths[i] + 2);
  }
  print_line(line);
}

}  // namespace

void print_line(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
}

void print_json(const Json& json) {
  print_line(json.pretty());
}

void print_fields(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::size_t columns = 0;
  for (const auto& [name, value] : fields) {
    if (!value.empty()) columns = std::max(columns, width(name));
  }
  for (const auto& [name, value] : fields) {
    if (!value.empty()) print_line(padded(name, columns + 2) + printable(value));
  }
}

void print_table(const std::vector<std::string>& heading,
                 const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  widths.reserve(heading.size());
  for (const std::string& cell : heading) widths.push_back(width(cell));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  print_row(heading, widths);
  for (const auto& row : rows) print_row(row, widths);
}

std::string time_text(Instant at) {
  const std::time_t seconds = to_unix(at);
  std::tm parts{};
  std::array<char, 32> text{};
  if (::gmtime_r(&seconds, &parts) == nullptr) return std::to_string(seconds);
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

std::string time_text(const std::optional<Instant>& at) {
  return at ? time_text(*at) : "";
}

std::string list_text(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

void set_time(Json& json, std::string_view name, const std::optional<Instant>& at) {
  if (at) json.set(name, to_unix(*at));
}

void set_text(Json& json, std::string_view name, const std::optional<std::string>& text) {
  if (text) json.set(name, *text);
}

bool flush_output() {
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

}  // namespace lockspire::cli
