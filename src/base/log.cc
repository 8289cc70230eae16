#include "base/log.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include <unistd.h>

namespace lockspire {
namespace {

constexpr std::array<std::string_view, 5> kNames{"debug", "info", "warning", "alert", "error"};
constexpr std::size_t kMaxValue = 1'024;

bool is_plain(char c) {
  return c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '=';
}

std::string timestamp() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = duration_cast<milliseconds>(since).count();
  const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string fraction = std::to_string(ms % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::string(text.data(), size) + "." + fraction + "Z";
}

}  // namespace

bool parse_log_level(std::string_view name, LogLevel& level) {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return false;
  level = static_cast<LogLevel>(found - kNames.begin());
  return true;
}

std::string log_escape(std::string_view value) {
  const bool cut = value.size() > kMaxValue;
  if (cut) value = value.substr(0, kMaxValue);
  if (!value.empty() && !cut && std::ranges::all_of(value, is_plain)) return std::string(value);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 0x0f];
    } else {
      out += c;
    }
  }
  return out + (cut ? "...\"" : "\"");
}

Log::Log(LogLevel least, std::string program, int fd)
    : least_(least), program_(std::move(program)), fd_(fd) {}

void Log::write(LogLevel level, std::string_view event, std::initializer_list<Field> fields) const {
  if (level < least_) return;
  std::string line = "time=" + timestamp() + " level=";
  line += kNames.at(static_cast<std::size_t>(level));
  line += " program=" + program_ + " event=";
  line += event;
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    line += ' ';
    line += name;
    line += '=';
    line += log_escape(value);
  }
  line += '\n';
  // A log that cannot be written must not stop the server; there is nobody left to tell.
  [[maybe_unused]] const auto written = ::write(fd_, line.data(), line.size());
}

}  // namespace lockspire
