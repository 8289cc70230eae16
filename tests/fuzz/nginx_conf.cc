#include <string>

#include "ops/nginx/site.h"
#include "ops/nginx/syntax.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

std::size_t look_at(const ops::nginx::Directives& level, int depth) {
  always(depth <= 2 * ops::nginx::kDeepest, "nesting is bounded");
  std::size_t count = level.size();
  for (const auto& directive : level) {
    always(directive.line > 0, "every directive has its line");
    always(directive.has_block || directive.block.empty(), "only a block has directives");
    count += look_at(directive.block, depth + 1);
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  if (const auto parsed = ops::nginx::parse(text, "fuzz")) {
    always(look_at(*parsed, 0) <= ops::nginx::kMostDirectives, "the tree is bounded");
  }
  if (auto parsed = ops::nginx::parse_dump(text)) {
    always(look_at(*parsed, 0) <= ops::nginx::kMostDirectives, "what is included is bounded");
    const ops::nginx::Site site(*std::move(parsed));
    for (const auto& server : site.servers()) {
      const auto* chosen = ops::nginx::choose_location(server, "/lockspire/token");
      always(chosen == nullptr || !chosen->is_named(), "no request goes to a named location");
    }
    always(!site.is_from_client("fixed"), "a fixed text is nobody's");
  }
  return 0;
}
