#include "protocol/authorize/consent.h"

namespace lockspire {

// RFC 6749 10.2: a request of a client that cannot be known is not repeated without the person.
bool consent_is_reusable(const Client& client, const RedirectTarget& target) {
  return !(client.is_public() && is_claimable_by_others(target.uri()));
}

// OIDC Core 3.1.2.4: nothing goes to a client without the person's consent.
bool consent_is_needed(const AuthorizeRequest& request, const Client& client,
                       const RedirectTarget& target,
                       const std::optional<store::Consent>& remembered) {
  // OIDC Core 3.1.2.1 #prompt-consent: ask although it was granted before.
  if (request.prompt.consent || !remembered) return true;
  if (!consent_is_reusable(client, target)) return true;
  const Words claims = claims_to_consent(request.claims, request.scopes);
  return !is_subset(request.scopes, split_words(remembered->scopes)) ||
         !is_subset(request.resources, split_words(remembered->resources)) ||
         !is_subset(claims, split_words(remembered->claims));
}

store::Consent extended_consent(const std::optional<store::Consent>& remembered,
                                const AuthorizeRequest& request, const Client& client,
                                const Subject& sub, Instant now) {
  const auto before = [&](const std::string store::Consent::* member) {
    return remembered ? split_words((*remembered).*member) : Words{};
  };
  const Words claims = claims_to_consent(request.claims, request.scopes);
  return store::Consent{
      .sub = sub,
      .client_id = client.client_id,
      .scopes = join_words(unite(before(&store::Consent::scopes), request.scopes)),
      .resources = join_words(unite(before(&store::Consent::resources), request.resources)),
      .claims = join_words(unite(before(&store::Consent::claims), claims)),
      .granted_at = now,
      .updated_at = now};
}

}  // namespace lockspire
