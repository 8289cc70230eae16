#include "base/json_syntax.h"

#include <charconv>
#include <cmath>
#include <unordered_set>

#include "base/utf8.h"

namespace lockspire {
namespace {

// A recursive-descent walk over RFC 8259; every function leaves `at_` behind what it took and
// returns false (with `problem_` set) at the first byte that does not fit.
class Walk {
 public:
  Walk(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  std::optional<std::string> run() {
    if (text_.size() > limits_.bytes) return "too many bytes";
    // RFC 8259 8.1: UTF-8 without a byte order mark.
    if (!is_utf8(text_)) return "not UTF-8";
    skip_space();
    if (!value(0)) return problem_ + " at byte " + std::to_string(at_);
    skip_space();
    if (at_ != text_.size()) return "something after the value at byte " + std::to_string(at_);
    return std::nullopt;
  }

 private:
  bool no(const char* problem) {
    problem_ = problem;
    return false;
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  bool word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return no("unknown word");
    at_ += expected.size();
    return true;
  }

  // RFC 8259 2: a text is one value of the grammar.
  bool value(int depth) {
    if (depth > limits_.depth) return no("nested too deeply");
    if (++values_ > limits_.members) return no("too many values");
    switch (peek()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string(nullptr);
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool object(int depth) {
    take('{');
    skip_space();
    if (take('}')) return true;
    std::unordered_set<std::string> names;
    do {
      skip_space();
      std::string name;
      if (!string(&name)) return false;
      // RFC 8259 4: names are unique, since parsers disagree on which of two counts.
      if (!names.insert(std::move(name)).second) return no("duplicate name");
      skip_space();
      if (!take(':')) return no("expected a colon");
      skip_space();
      if (!value(depth + 1)) return false;
      skip_space();
    } while (take(','));
    return take('}') || no("expected a comma or a brace");
  }

  bool array(int depth) {
    take('[');
    skip_space();
    if (take(']')) return true;
    do {
      skip_space();
      if (!value(depth + 1)) return false;
      skip_space();
    } while (take(','));
    return take(']') || no("expected a comma or a bracket");
  }

  // `decoded`, when given, gets the characters with escapes resolved: "a" and "\u0061" are one
  // name.
  bool string(std::string* decoded) {
    if (!take('"')) return no("expected a string");
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return no("control byte in a string");
      if (c == '\\') {
        if (!escape(decoded)) return false;
      } else if (decoded != nullptr) {
        *decoded += c;
      }
    }
    return no("unfinished string");
  }

  bool escape(std::string* decoded) {
    const char c = peek();
    ++at_;
    if (c == 'u') return unicode_escape(decoded);
    const auto index = std::string_view("\"\\/bfnrt").find(c);
    if (index == std::string_view::npos || c == '\0') return no("unknown escape");
    if (decoded != nullptr) *decoded += "\"\\/\b\f\n\r\t"[index];
    return true;
  }

  bool hex4(unsigned& unit) {
    if (at_ + 4 > text_.size()) return no("unfinished escape");
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, begin + 4, unit, 16);
    if (error != std::errc() || end != begin + 4) return no("bad escape");
    at_ += 4;
    return true;
  }

  bool unicode_escape(std::string* decoded) {
    unsigned unit = 0;
    if (!hex4(unit)) return false;
    // cJSON would end the string here.
    if (unit == 0) return no("NUL in a string");
    if (unit >= 0xdc00 && unit <= 0xdfff) return no("lone surrogate");
    if (unit >= 0xd800 && unit <= 0xdbff) {
      unsigned low = 0;
      if (!take('\\') || !take('u') || !hex4(low) || low < 0xdc00 || low > 0xdfff) {
        return no("lone surrogate");
      }
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    if (decoded != nullptr) append_utf8(*decoded, unit);
    return true;
  }

  static void append_utf8(std::string& out, unsigned point) {
    const auto put = [&](unsigned byte) { out += static_cast<char>(byte); };
    if (point < 0x80) {
      put(point);
    } else if (point < 0x800) {
      put(0xc0 | (point >> 6)), put(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
      put(0xe0 | (point >> 12)), put(0x80 | ((point >> 6) & 0x3f)), put(0x80 | (point & 0x3f));
    } else {
      put(0xf0 | (point >> 18)), put(0x80 | ((point >> 12) & 0x3f));
      put(0x80 | ((point >> 6) & 0x3f)), put(0x80 | (point & 0x3f));
    }
  }

  bool digits() {
    const std::size_t start = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > start || no("expected a digit");
  }

  // RFC 8259 6: numbers.
  bool number() {
    const std::size_t start = at_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    const std::string_view text = text_.substr(start, at_ - start);
    // cJSON copies a number into 63 bytes and stops there.
    if (text.size() > 40) return no("number too long");
    double parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || !std::isfinite(parsed)) return no("number out of range");
    return true;
  }

  std::string_view text_;
  const JsonLimits& limits_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
  std::string problem_;
};

}  // namespace

std::optional<std::string> check_json_syntax(std::string_view text, const JsonLimits& limits) {
  return Walk(text, limits).run();
}

}  // namespace lockspire
