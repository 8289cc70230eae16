#include "endpoints/consent_page.h"

#include "endpoints/account_words.h"
#include "endpoints/pages.h"
#include "protocol/authorize/consent.h"
#include "render/pages.h"

namespace lockspire::endpoints {
namespace {

// OIDC Core 11 #consent: offline access is on the page that the person approves.
std::vector<render::ConsentView::Scope> scope_list(const Policy& policy, const Words& asked,
                                                   const Words& granted) {
  std::vector<render::ConsentView::Scope> scopes;
  for (const std::string& scope : asked) {
    scopes.push_back({.name = scope,
                      .sentence = scope_sentence(policy, scope),
                      .is_new = !contains(granted, scope)});
  }
  return scopes;
}

std::vector<std::string> claim_list(const AuthorizeRequest& ask) {
  std::vector<std::string> sentences;
  for (const std::string& claim : claims_to_consent(ask.claims, ask.scopes)) {
    sentences.push_back(claim_sentence(claim));
  }
  return sentences;
}

}  // namespace

http::Response consent_page(const Services& services, const Opened& opened,
                            const host::Session& session,
                            const std::optional<store::Consent>& remembered) {
  const Client& client = opened.addressed.client;
  const RedirectTarget& target = opened.addressed.address.target;
  const Words granted = remembered ? split_words(remembered->scopes) : Words{};
  const render::ConsentView view{
      .client_name = display_name(client),
      .client_uri = client.client_uri,
      .policy_uri = client.policy_uri,
      .tos_uri = client.tos_uri,
      .account = account_words(session),
      .redirect_host = redirect_host(target.uri()),
      .scopes = scope_list(services.policy, opened.ask.scopes, granted),
      .claims = claim_list(opened.ask),
      .resources = opened.ask.resources,
      .offers_remember = consent_is_reusable(client, target),
      .granted_before = remembered.has_value(),
      .action = interaction_path(services.policy, opened.interaction.id) + "/complete",
      .csrf_token = csrf_token(opened.interaction, session)};
  return form_page(render::render_consent(*services.templates, view), target.uri(),
                   /*script=*/false);
}

}  // namespace lockspire::endpoints
