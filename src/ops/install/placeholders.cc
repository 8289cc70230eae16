#include "ops/install/placeholders.h"

#include <stdexcept>

namespace lockspire::ops {
namespace {

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || c == '_';
}

// The end of `@NAME@` at `at`, or `at` when there is none.
std::size_t placeholder_end(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_name_character(text[end])) ++end;
  const bool closed = end > at + 1 && end < text.size() && text[end] == '@';
  return closed ? end + 1 : at;
}

}  // namespace

std::string fill_in(std::string_view text, const Values& values) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '@' ? placeholder_end(text, at) : at;
    if (end == at) {
      out += text[at++];
      continue;
    }
    const std::string_view name = text.substr(at + 1, end - at - 2);
    const auto value = values.find(name);
    if (value == values.end()) {
      throw std::runtime_error("a shipped file wants a value for @" + std::string(name) + "@");
    }
    out += value->second;
    at = end;
  }
  return out;
}

}  // namespace lockspire::ops
