#include "http/cookie.h"

namespace lockspire::http {
namespace {

// Calls take(name, value) for each pair.
template <typename Take>
void each_cookie(std::string_view header, Take take) {
  while (!header.empty()) {
    const auto end = header.find(';');
    std::string_view pair = header.substr(0, end);
    header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    while (pair.starts_with(' ') || pair.starts_with('\t')) pair.remove_prefix(1);
    while (pair.ends_with(' ') || pair.ends_with('\t')) pair.remove_suffix(1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    take(pair.substr(0, equals), pair.substr(equals + 1));
  }
}

}  // namespace

std::vector<std::string> cookie_values(std::string_view cookie_header, std::string_view name) {
  std::vector<std::string> values;
  each_cookie(cookie_header, [&](std::string_view key, std::string_view value) {
    if (key == name) values.emplace_back(value);
  });
  return values;
}

std::vector<std::string> cookie_names(std::string_view cookie_header, std::string_view prefix) {
  std::vector<std::string> names;
  each_cookie(cookie_header, [&](std::string_view key, std::string_view) {
    if (key.starts_with(prefix)) names.emplace_back(key);
  });
  return names;
}

std::string print(const SetCookie& cookie) {
  return cookie.name + "=" + cookie.value +
         "; Path=/; Max-Age=" + std::to_string(cookie.max_age.count()) +
         "; HttpOnly; SameSite=Lax" + (cookie.secure ? "; Secure" : "");
}

}  // namespace lockspire::http
