#include "protocol/guard/admission.h"

#include <algorithm>

#include "base/base64url.h"
#include "protocol/guard/check.h"
#include "protocol/tokens/access_token.h"

namespace lockspire::guard {
namespace {

std::int64_t to_ms(Instant at) {
  return to_unix(at) * 1'000;
}

Instant good_until(const Credential& credential, const Route& route) {
  const Instant end = credential.token.expires_at;
  if (!route.max_age || !credential.grant) return end;
  // The second that is max_age after the sign-in is still good.
  return std::min(end, credential.grant->auth_time + *route.max_age + Seconds(1));
}

}  // namespace

Result<Admission> admit(std::string_view token, const Route& route, store::Store& store,
                        KeyRing& keys, const Policy& policy, std::int64_t now_ms) {
  TRY_ASSIGN(const Credential found, find_credential(token, store, *keys.current(), policy));
  TRY(check({.credential = found, .route = route, .now = from_unix(now_ms / 1'000)}));
  const store::Grant* const grant = found.grant ? &*found.grant : nullptr;
  return Admission{// RFC 9700 4.15: a client must not be taken for a person of the same name.
                   .subject = grant == nullptr ? std::string() : grant->sub.text(),
                   .client_id = found.token.client_id.text(),
                   .scope = found.token.scopes,
                   .claims = base64url(access_token_claims(found.token, grant, policy).print()),
                   .good_until_ms = to_ms(good_until(found, route))};
}

}  // namespace lockspire::guard
