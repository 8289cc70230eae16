#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "ops/config_keys.h"

namespace lockspire::ops {
namespace {

// Levenshtein: insertions, deletions and replacements that make one text of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string_view last_part(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

// As far away as a name may be, and one more.
std::size_t nearness(std::string_view unknown) {
  return std::max<std::size_t>(2, unknown.size() / 4) + 1;
}

}  // namespace

std::string nearest_of(std::string_view unknown, std::span<const std::string> known) {
  std::string best;
  std::size_t least = nearness(unknown);
  for (const std::string& name : known) {
    const std::size_t away = distance(unknown, name);
    if (away >= least) continue;
    least = away;
    best = name;
  }
  return best;
}

std::string nearest_key(std::string_view unknown) {
  std::string best;
  std::size_t least = nearness(unknown);
  for (const ConfigKey& known : config_keys()) {
    const std::string key = known.key();
    // The right name in the wrong section is one mistake.
    const std::size_t away = last_part(unknown) == known.name ? 1 : distance(unknown, key);
    if (away >= least) continue;
    least = away;
    best = key;
  }
  return best;
}

}  // namespace lockspire::ops
