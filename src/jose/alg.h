// The JWS algorithms that exist here (RFC 7518 3.1, RFC 8037). `none` is not among them.
#pragma once

#include <optional>
#include <string_view>

namespace lockspire::jose {

enum class Alg { kEs256, kRs256, kPs256, kEdDsa, kHs256 };

std::string_view name(Alg alg);
std::optional<Alg> parse_alg(std::string_view name);

}  // namespace lockspire::jose
