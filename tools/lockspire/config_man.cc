// The manual page of the configuration file, from the commented example: a key's words are the
// comment above it.
#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "tools/lockspire/command.h"

namespace lockspire::cli {
namespace {

// A line of a comment that shows what to write, and is not prose.
bool is_sample(const std::string& text) {
  return text.starts_with('[') || text.starts_with("openssl ") ||
         text.find(" = ") < text.find(' ') + 1;
}

std::string words(const std::vector<std::string>& comment) {
  std::string out;
  bool in_sample = false;
  for (const std::string& line : comment) {
    const bool sample = is_sample(line);
    if (sample != in_sample) out += sample ? ".sp\n.nf\n" : ".fi\n.sp\n";
    in_sample = sample;
    out += line.empty() ? ".sp\n" : roff(line) + "\n";
  }
  return out + (in_sample ? ".fi\n" : "");
}

// Comment, keys, and then a blank line.
class Page {
 public:
  void take(const std::string& line) {
    if (line.starts_with('#')) {
      auto& comment = keys_.empty() ? comment_ : samples_;
      comment.push_back(line.substr(std::min<std::size_t>(line.size(), 2)));
    } else if (line.empty()) {
      flush();
    } else if (line.starts_with('[')) {
      flush();
      text_ += ".SH \"" + roff(line) + "\"\n";
    } else {
      keys_.push_back(line);
    }
  }

  std::string text() {
    flush();
    return std::move(text_);
  }

 private:
  void flush() {
    if (keys_.empty() && !comment_.empty()) text_ += ".PP\n";
    const char* begin = ".TP\n";
    for (const std::string& key : keys_) {
      text_ += begin + (".B \"" + roff(quotes_doubled(key)) + "\"\n");
      begin = ".TQ\n";
    }
    text_ += words(comment_) + words(samples_);
    keys_.clear();
    comment_.clear();
    samples_.clear();
  }

  // What a quoted argument of roff wants.
  static std::string quotes_doubled(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out;
  }

  std::string text_;
  std::vector<std::string> comment_;
  std::vector<std::string> keys_;
  std::vector<std::string> samples_;
};

}  // namespace

std::string config_man_page(const std::string& example) {
  Page page;
  std::istringstream lines(example);
  for (std::string line; std::getline(lines, line);) page.take(line);
  return ".TH LOCKSPIRE.TOML 5 \"\" \"lockspire\"\n"
         ".SH NAME\nlockspire.toml \\- configuration of Lockspire\n"
         ".SH DESCRIPTION\n" +
         page.text() +
         ".SH FILES\n.I /etc/lockspire/lockspire.toml\n"
         ".SH SEE ALSO\n.BR lockspire (1),\n.BR lockspire\\-programs (8)\n";
}

}  // namespace lockspire::cli
