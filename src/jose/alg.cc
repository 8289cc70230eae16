#include "jose/alg.h"

#include <algorithm>
#include <array>

namespace lockspire::jose {
namespace {

struct Row {
  Alg alg;
  std::string_view name;
};

constexpr std::array kRows{Row{Alg::kEs256, "ES256"}, Row{Alg::kRs256, "RS256"},
                           Row{Alg::kPs256, "PS256"}, Row{Alg::kEdDsa, "EdDSA"},
                           Row{Alg::kHs256, "HS256"}};

}  // namespace

std::string_view name(Alg alg) {
  return std::ranges::find(kRows, alg, &Row::alg)->name;
}

// RFC 7515 4.1.1: algorithm names are case-sensitive.
std::optional<Alg> parse_alg(std::string_view name) {
  const auto* const row = std::ranges::find(kRows, name, &Row::name);
  if (row == kRows.end()) return std::nullopt;
  return row->alg;
}

}  // namespace lockspire::jose
