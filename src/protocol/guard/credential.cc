#include "protocol/guard/credential.h"

#include <string>
#include <utility>

#include "base/opaque.h"
#include "jose/jws.h"
#include "protocol/tokens/access_token.h"

namespace lockspire::guard {
namespace {

std::unexpected<OAuthError> invalid(Literal reason, std::string detail = {}) {
  return fail(ErrorCode::kInvalidToken, "the access token is not valid", reason, std::move(detail));
}

Result<Done> check_jwt(std::string_view text, const KeySet& keys, const Policy& policy) {
  std::string problem;
  const auto jws = jose::parse_compact(text, jose::kCompactLimits, &problem);
  if (!jws) return invalid("access_token.malformed", std::move(problem));
  // RFC 9068 4 #typ: typ is at+jwt, or the token is none.
  if (!jose::has_typ(*jws, "at+jwt")) return invalid("access_token.typ");
  // RFC 9068 4 #signature: the signature holds, and none is no algorithm.
  if (!keys.verify(*jws)) return invalid("access_token.signature");
  // RFC 9068 4 #iss: the issuer is exactly ours.
  if (jws->payload.view().string("iss") != policy.issuer) return invalid("access_token.issuer");
  return Done{};
}

}  // namespace

Result<Credential> find_credential(std::string_view text, store::Store& store, const KeySet& keys,
                                   const Policy& policy) {
  if (!parse_opaque(text)) TRY(check_jwt(text, keys, policy));
  auto found = store.read([&](store::Reader& db) -> std::optional<Credential> {
    auto token = find_presented_access_token(db, text);
    if (!token) return std::nullopt;
    auto grant = token->grant_id ? store::find_grant(db, *token->grant_id) : std::nullopt;
    return Credential{*std::move(token), std::move(grant)};
  });
  if (!found) return invalid("access_token.unknown");
  return *std::move(found);
}

}  // namespace lockspire::guard
