#include "ops/route_keys.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/uri.h"
#include "ops/config_keys.h"
#include "ops/config_values.h"

namespace lockspire::ops {
namespace {

using Problem = std::optional<std::string>;

constexpr Seconds kLongestMaxAge{30 * 86'400};
constexpr std::size_t kLongestName = 64;

Problem wrong_type(std::string_view wanted, const ConfigValue& value) {
  return "must be " + std::string(wanted) + ", not " + std::string(type_name(value));
}

const std::string* string_in(const ConfigValue& value) {
  return std::get_if<std::string>(&value);
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

// RFC 9110 9.1: methods are case-sensitive tokens; ours are those that people use.
bool is_method(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Problem set_name(guard::Route& route, const ConfigValue& value, const Policy& /*policy*/) {
  const std::string* const text = string_in(value);
  if (text == nullptr) return wrong_type("a string", value);
  if (!is_name(*text)) return "must be of letters, digits, - and _, at most 64";
  route.name = *text;
  return std::nullopt;
}

Problem set_path(guard::Route& route, const ConfigValue& value, const Policy& /*policy*/) {
  const std::string* const text = string_in(value);
  if (text == nullptr) return wrong_type("a string", value);
  if (text->find('?') != std::string::npos) return "must not have a query";
  if (const auto parsed = parse_host_path(*text); !parsed) return parsed.error();
  route.path = *text;
  return std::nullopt;
}

// Takes what `holds` for every item, each once.
template <typename Holds>
Problem set_list(Words& out, const ConfigValue& value, Holds holds, std::string_view rule) {
  const auto* const list = std::get_if<std::vector<std::string>>(&value);
  if (list == nullptr) return wrong_type("a list of strings", value);
  for (const std::string& item : *list) {
    if (!holds(item)) return "has " + toml_string(item) + ", which " + std::string(rule);
    if (contains(out, item)) return "has " + toml_string(item) + " twice";
    out.push_back(item);
  }
  return std::nullopt;
}

Problem set_methods(guard::Route& route, const ConfigValue& value, const Policy& /*policy*/) {
  auto problem = set_list(route.methods, value, is_method, "is no method in capital letters");
  if (!problem && route.methods.empty()) return "must name a method; without the key it is any";
  return problem;
}

Problem set_scopes(guard::Route& route, const ConfigValue& value, const Policy& policy) {
  const auto is_known = [&](const std::string& scope) { return policy.scopes.contains(scope); };
  return set_list(route.scopes, value, is_known, "is not in [scopes]");
}

Problem set_acr(guard::Route& route, const ConfigValue& value, const Policy& /*policy*/) {
  // acr_values is a list of words between quotes; a word of these characters fits.
  return set_list(route.acr, value, is_scope_name, "has a space, a quote or a backslash");
}

Problem set_resource(guard::Route& route, const ConfigValue& value, const Policy& /*policy*/) {
  const std::string* const text = string_in(value);
  if (text == nullptr) return wrong_type("a string", value);
  // RFC 9728 1.2: an https URL without a fragment.
  const auto uri = parse_uri(*text);
  if (!uri || !uri->has_authority || uri->host.empty()) return "must be an absolute https URL";
  const bool secure =
      uri->scheme == "https" || (uri->scheme == "http" && is_loopback_host(uri->host));
  if (!secure) return "must use https; http is for loopback hosts only";
  if (uri->has_fragment || uri->has_userinfo || uri->has_query) {
    return "must not have a fragment, a user or a query";
  }
  route.resource = *text;
  return std::nullopt;
}

Problem set_max_age(guard::Route& route, const ConfigValue& value, const Policy& /*policy*/) {
  const std::string* const text = string_in(value);
  if (text == nullptr) return wrong_type("a string", value);
  const auto parsed = parse_duration(*text);
  if (!parsed) return parsed.error();
  if (*parsed < Seconds(1) || *parsed > kLongestMaxAge) return "must be from 1s to 30d";
  route.max_age = *parsed;
  return std::nullopt;
}

constexpr std::array kKeys{
    RouteKey{"name", true, set_name},        RouteKey{"path", true, set_path},
    RouteKey{"methods", false, set_methods}, RouteKey{"resource", true, set_resource},
    RouteKey{"scopes", true, set_scopes},    RouteKey{"acr", false, set_acr},
    RouteKey{"max_age", false, set_max_age}};

}  // namespace

std::span<const RouteKey> route_keys() {
  return kKeys;
}

std::string nearest_route_key(std::string_view unknown) {
  std::vector<std::string> names;
  names.reserve(kKeys.size());
  for (const RouteKey& key : kKeys) names.emplace_back(key.name);
  return nearest_of(unknown, names);
}

}  // namespace lockspire::ops
