#include "ops/routes.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "ops/config_document.h"
#include "ops/config_values.h"
#include "ops/route_keys.h"

namespace lockspire::ops {
namespace {

constexpr std::size_t kMostBytes = 1'048'576;

// Every problem is collected, so that one run shows them all.
class Parsing {
 public:
  Parsing(const std::string& path, const Policy& policy) : path_(path), policy_(policy) {}

  void take(const ConfigTables& document) {
    for (const ConfigEntry& stray : document.strays) {
      problem(stray.line, stray.name + " is unknown; a route begins with [[route]]");
    }
    for (const std::vector<ConfigEntry>& entries : document.tables) take_route(entries);
  }

  void problem(int line, const std::string& words) {
    const std::string at = line > 0 ? ":" + std::to_string(line) : "";
    problems_.lines.push_back(path_ + at + ": " + words);
  }

  std::expected<guard::RouteTable, ConfigProblems> result() && {
    if (!problems_.lines.empty()) return std::unexpected(std::move(problems_));
    return guard::RouteTable(std::move(routes_));
  }

 private:
  void take_route(const std::vector<ConfigEntry>& entries) {
    guard::Route route;
    bool is_whole = true;
    const int line = entries.empty() ? 0 : entries.front().line;
    for (const ConfigEntry& entry : entries) {
      if (const auto wrong = apply(route, entry)) {
        problem(entry.line, "route." + entry.name + " " + *wrong);
        is_whole = false;
      }
    }
    for (const RouteKey& key : route_keys()) {
      if (!key.required ||
          std::ranges::find(entries, key.name, &ConfigEntry::name) != entries.end())
        continue;
      problem(line, "route." + std::string(key.name) + " is missing");
      is_whole = false;
    }
    if (!is_whole) return;
    if (const auto wrong = conflict(route)) return problem(line, "route." + *wrong);
    routes_.push_back(std::move(route));
  }

  std::optional<std::string> apply(guard::Route& route, const ConfigEntry& entry) const {
    const auto keys = route_keys();
    const auto known = std::ranges::find(keys, entry.name, &RouteKey::name);
    if (known != keys.end()) return known->set(route, entry.value, policy_);
    const std::string nearest = nearest_route_key(entry.name);
    return "is unknown" + (nearest.empty() ? "" : "; did you mean route." + nearest + "?");
  }

  // nginx knows the name of a location: what differs for the same name can only be the method.
  [[nodiscard]] std::optional<std::string> conflict(const guard::Route& route) const {
    for (const guard::Route& other : routes_) {
      if (other.name != route.name) {
        if (other.path == route.path) return "path is that of " + other.name;
        continue;
      }
      const std::string name = toml_string(route.name);
      if (other.path != route.path) return "name " + name + " has another path already";
      if (other.resource != route.resource) return "name " + name + " has another resource already";
      const bool any = other.methods.empty() || route.methods.empty();
      if (any || !intersection(other.methods, route.methods).empty()) {
        return "methods of " + name + " are taken already";
      }
    }
    return std::nullopt;
  }

  const std::string& path_;
  const Policy& policy_;
  std::vector<guard::Route> routes_;
  ConfigProblems problems_;
};

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad() || text.str().size() > kMostBytes) return std::nullopt;
  return text.str();
}

}  // namespace

std::expected<guard::RouteTable, ConfigProblems> parse_routes(std::string_view text,
                                                              const std::string& path,
                                                              const Policy& policy) {
  Parsing parsing(path, policy);
  const auto document = parse_config_tables(text, "route");
  if (document) {
    parsing.take(*document);
  } else {
    parsing.problem(document.error().line, document.error().problem);
  }
  return std::move(parsing).result();
}

std::expected<guard::RouteTable, ConfigProblems> load_routes(const Config& config) {
  if (config.routes.empty()) return guard::RouteTable();
  const auto text = read_file(config.routes);
  if (!text) return std::unexpected(ConfigProblems{{config.routes + ": cannot be read"}});
  return parse_routes(*text, config.routes, config.policy);
}

}  // namespace lockspire::ops
