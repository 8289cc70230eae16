#include "ops/routes.h"

#include <string>

#include "base/uri.h"
#include "tests/fuzz/example_policy.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;
using lockspire::fuzz::example_policy;

namespace {

void check_route(const guard::RouteTable& table, const guard::RouteTable::Entry& entry) {
  const guard::Route& route = entry.route;
  always(table.has(route.name), "a route is there by its name");
  always(route.path.starts_with('/'), "a route is a path");
  always(parse_uri(route.resource).has_value(), "a resource is a URI");
  for (const std::string& scope : route.scopes) {
    always(example_policy().scopes.contains(scope), "a scope is known");
  }
  for (const std::string& method : route.methods) {
    always(table.find(route.name, method) == &entry, "a method has one entry");
    always(contains(table.methods_of(route.name), method), "a method is among those allowed");
  }
  if (route.methods.empty()) {
    always(table.find(route.name, "DELETE") == &entry, "no method is any method");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto table = ops::parse_routes(fuzz::text_of(bytes, size), "routes.toml", example_policy());
  if (!table) {
    always(!table.error().lines.empty(), "a refusal says why");
    for (const std::string& line : table.error().lines) {
      always(line.starts_with("routes.toml"), "a problem names the file");
    }
    return 0;
  }
  for (const auto& entry : table->entries()) check_route(*table, entry);
  return 0;
}
