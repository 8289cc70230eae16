#include "base/json.h"

#include <set>
#include <string>

#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

// Looks at every value the ways that callers do.
void walk(JsonView view, int depth) {
  always(depth <= JsonLimits().depth, "depth is bounded");
  std::set<std::string_view> names;
  for (const auto& [name, value] : view.members()) {
    always(names.insert(name).second, "names are unique");
    always(view.member(name).has_value(), "each member is found by its name");
    walk(value, depth + 1);
  }
  for (const auto& item : view.items()) walk(item, depth + 1);
  if (const auto text = view.string()) always(is_utf8(*text), "strings are UTF-8");
  if (const auto number = view.integer()) {
    always(view.print() == std::to_string(*number), "integers are printed exactly");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string problem;
  const auto json = Json::parse(fuzz::text_of(bytes, size), {}, &problem);
  always(json.has_value() == problem.empty(), "a refusal says why");
  always(problem != "not JSON", "the pre-pass takes nothing that cJSON refuses");
  if (!json) return 0;
  walk(json->view(), 0);
  // Escapes make a text longer: what was near the limit may be over it when printed.
  const JsonLimits wide{.bytes = 1'000'000};
  const std::string printed = json->print();
  const auto again = Json::parse(printed, wide);
  always(again.has_value(), "what is printed is read");
  always(again->print() == printed, "what is read is printed the same");
  always(Json::parse(json->pretty(), wide)->print() == printed, "pretty text says the same");
  return 0;
}
