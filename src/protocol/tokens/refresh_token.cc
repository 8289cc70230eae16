#include "protocol/tokens/refresh_token.h"

#include "base/opaque.h"

namespace lockspire {

std::optional<FoundRefreshToken> find_presented_refresh_token(store::Reader& db,
                                                              std::string_view token) {
  const auto presented = parse_opaque(token);
  if (!presented) return std::nullopt;
  auto row = store::find_refresh_token(db, presented->selector);
  if (!row || !matches(row->verifier_hash, presented->verifier_hash)) return std::nullopt;
  auto grant = store::find_grant(db, row->grant_id);
  if (!grant) return std::nullopt;
  return FoundRefreshToken{*std::move(row), *std::move(grant)};
}

}  // namespace lockspire
