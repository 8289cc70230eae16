#include "tests/model/operation.h"

#include <algorithm>

#include "tests/support/builders.h"

namespace lockspire::model {

std::string to_line(std::string_view first, const std::vector<std::string>& rest) {
  Json json = Json::array();
  json.add(first);
  for (const std::string& text : rest) json.add(text);
  return json.print();
}

std::vector<std::string> from_line(std::string_view line) {
  return testing::json_of(line).view().strings().value();
}

std::string short_name(std::string_view token) {
  const auto dot = token.find('.');
  if (dot == token.rfind('.')) return std::string(token.substr(0, dot));
  constexpr std::size_t kEnough = 16;
  return std::string(token.substr(token.size() - std::min(token.size(), kEnough)));
}

std::string in_words(std::string_view first, const std::vector<std::string>& rest) {
  std::string words(first);
  for (const std::string& text : rest) words.append(" ").append(short_name(text));
  return words;
}

}  // namespace lockspire::model
