#include "protocol/authorize/id_token_hint.h"

#include <string>

#include "jose/jws.h"

namespace lockspire {
namespace {

std::unexpected<OAuthError> refused(std::string detail) {
  return fail(ErrorCode::kInvalidRequest, "id_token_hint is not an ID token of this issuer",
              "authorize.id_token_hint", std::move(detail));
}

}  // namespace

Result<Subject> check_id_token_hint(std::string_view hint, const Client& client,
                                    const Policy& policy, const KeySet& keys) {
  std::string problem;
  const auto jws = jose::parse_compact(hint, {}, &problem);
  if (!jws) return refused(problem);
  // RFC 8725 3.11: an access token or a session cookie is no ID token.
  if (!jose::has_typ(*jws, "JWT")) return refused("typ is not JWT");
  if (!keys.verify(*jws)) return refused("the signature does not hold");
  const JsonView claims = jws->payload.view();
  if (claims.string("iss") != policy.issuer) return refused("iss is another");
  // What another client was told says nothing about what this one may ask.
  if (claims.string("aud") != client.client_id.text()) return refused("aud is another client");
  const auto sub = claims.string("sub");
  if (!sub || sub->empty()) return refused("sub is missing");
  // OIDC Core 3.1.2.1 #id-token-hint: the server need not be listed as audience, and exp may have
  // passed.
  return Subject(std::string(*sub));
}

}  // namespace lockspire
