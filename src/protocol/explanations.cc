#include "protocol/explanations.h"

#include <algorithm>
#include <array>
#include <vector>

#include "protocol/explanation_tables.h"

namespace lockspire {
namespace {

std::vector<Explanation> sorted() {
  const std::array parts{request_explanations(),     client_explanations(),
                         assertion_explanations(),   authorize_explanations(),
                         interaction_explanations(), token_explanations(),
                         session_explanations(),     guard_explanations()};
  std::vector<Explanation> all;
  for (const auto part : parts) all.insert(all.end(), part.begin(), part.end());
  std::ranges::sort(all, {}, &Explanation::reason);
  return all;
}

}  // namespace

std::span<const Explanation> all_explanations() {
  static const std::vector<Explanation> all = sorted();
  return all;
}

const Explanation* find_explanation(std::string_view reason) {
  const auto all = all_explanations();
  const auto found = std::ranges::lower_bound(all, reason, {}, &Explanation::reason);
  return found != all.end() && found->reason == reason ? &*found : nullptr;
}

}  // namespace lockspire
