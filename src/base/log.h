// One event a line on standard error: key=value, values escaped so that an event is one line.
//
// Fields are named by the code, never by input, and no field holds a token, code, secret, cookie,
// password or a prefix of one.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace lockspire {

enum class LogLevel { kDebug, kInfo, kWarning, kAlert, kError };

// "debug", "info", "warning", "alert", "error"; false when the name is none of these.
bool parse_log_level(std::string_view name, LogLevel& level);

class Log {
 public:
  using Field = std::pair<std::string_view, std::string_view>;

  // Lines below `least` are dropped. `program` is written in each line.
  Log(LogLevel least, std::string program, int fd = 2);

  // One write(2): lines of several threads and processes do not mix. Empty values are left out.
  void write(LogLevel level, std::string_view event, std::initializer_list<Field> fields) const;

 private:
  LogLevel least_;
  std::string program_;
  int fd_;
};

// `"..."` with quotes, backslashes, control and non-ASCII bytes escaped, when the value needs it.
std::string log_escape(std::string_view value);

}  // namespace lockspire
