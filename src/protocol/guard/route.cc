#include "protocol/guard/route.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/json.h"

namespace lockspire::guard {
namespace {

std::string fingerprint_of(const Route& route) {
  Json json = Json::object();
  json.set("name", route.name);
  json.set("path", route.path);
  json.set("methods", Json::strings(route.methods));
  json.set("resource", route.resource);
  json.set("scopes", Json::strings(route.scopes));
  json.set("acr", Json::strings(route.acr));
  if (route.max_age) json.set("max_age", route.max_age->count());
  return sha256(json.print());
}

}  // namespace

bool Route::takes(std::string_view method) const {
  if (methods.empty() || contains(methods, method)) return true;
  return method == "HEAD" && contains(methods, "GET");
}

RouteTable::RouteTable(std::vector<Route> routes) {
  for (Route& route : routes) {
    std::string fingerprint = fingerprint_of(route);
    entries_.push_back({std::move(route), std::move(fingerprint)});
  }
}

bool RouteTable::has(std::string_view name) const {
  return std::ranges::any_of(entries_,
                             [&](const Entry& entry) { return entry.route.name == name; });
}

const RouteTable::Entry* RouteTable::find(std::string_view name, std::string_view method) const {
  const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
    return entry.route.name == name && entry.route.takes(method);
  });
  return found == entries_.end() ? nullptr : &*found;
}

Words RouteTable::methods_of(std::string_view name) const {
  Words methods;
  for (const Entry& entry : entries_) {
    if (entry.route.name != name) continue;
    for (const std::string& method : entry.route.methods) {
      methods = unite(std::move(methods), {method});
      if (method == "GET") methods = unite(std::move(methods), {"HEAD"});
    }
  }
  return methods;
}

}  // namespace lockspire::guard
