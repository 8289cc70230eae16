// The authorization endpoint, RFC 6749 3.1 and OIDC Core 3.1.2: may we answer at once, or must a
// person be asked?
#include <optional>

#include "endpoints/browser.h"
#include "endpoints/endpoints.h"
#include "endpoints/interaction.h"
#include "endpoints/pages.h"
#include "protocol/authorize/consent.h"
#include "protocol/authorize/interaction.h"
#include "protocol/authorize/login.h"
#include "protocol/authorize/request.h"
#include "protocol/authorize/respond.h"
#include "store/interaction_quota.h"

namespace lockspire::endpoints {
namespace {

// RFC 6749 3.1: GET must be supported; OIDC Core 3.1.2.1: POST too, as a form. A name in query and
// body is repeated.
Result<http::Form> read_parameters(const http::Request& request) {
  TRY_ASSIGN(http::Form form, http::Form::parse(request.query));
  if (request.is("POST")) {
    // OIDC Core 3.1.2.1 #post: parameters of a form count like those of a query.
    TRY_ASSIGN(http::Form body, http::form_body(request));
    form.merge(std::move(body));
  }
  return form;
}

// Stores the request and sends the browser on: to the login, or to the interaction's own page.
http::Response begin_interaction(const http::Request& request, Services& services,
                                 const Addressed& addressed, const AuthorizeRequest& ask,
                                 bool to_login) {
  NewInteraction interaction =
      make_interaction(addressed.address, ask, addressed.client, services.policy, services.random,
                       services.clock.unix_ms());
  interaction.row.login_trips = to_login ? 1 : 0;
  services.store.transact([&](store::Transaction& tx) {
    store::make_room_for_interaction(tx, services.clock.now());
    store::insert_interaction(tx, interaction.row);
    return Done{};
  });
  const int status = request.is("POST") ? 303 : 302;
  http::Response response =
      http::redirect(status, to_login ? login_url(services.policy, ask, interaction.id.reveal())
                                      : interaction_path(services.policy, interaction.id.reveal()));
  bind_browser(request, services.policy, interaction, response);
  return response;
}

// Issues the code if the remembered consent still covers the request when it counts.
std::optional<AuthorizationResponse> answer_at_once(Services& services, const Addressed& addressed,
                                                    const AuthorizeRequest& ask,
                                                    const host::Session& session) {
  const auto needed = [&](store::Reader& db) {
    return consent_is_needed(ask, addressed.client, addressed.address.target,
                             store::find_consent(db, session.sub, addressed.client.client_id));
  };
  if (services.store.read(needed)) return std::nullopt;
  const MintedCode minted = mint_code(addressed.address, ask, addressed.client, session,
                                      services.policy, services.random, services.clock.unix_ms());
  const bool issued = services.store.transact([&](store::Transaction& tx) {
    if (needed(tx) || has_ended(tx, session, services.clock.now())) return false;
    record_code(tx, minted);
    return true;
  });
  if (!issued) return std::nullopt;
  return success_response(addressed.address, minted.code, services.policy);
}

http::Response decide(const http::Request& request, Services& services, const Addressed& addressed,
                      const AuthorizeRequest& ask) {
  // A cross-site POST carries no SameSite=Lax cookie; the GET after it does.
  if (request.is("POST")) {
    return begin_interaction(request, services, addressed, ask, /*to_login=*/false);
  }
  const auto send_error = [&](const OAuthError& error) {
    return send_refusal(request, services, addressed, error);
  };
  const auto session = signed_in(request, services);
  const LoginHistory history{.started_at = services.clock.now()};
  if (const auto shortfall = login_shortfall(ask, session, history)) {
    // OIDC Core 3.1.2.6: prompt=none shows nothing.
    if (ask.prompt.none && !silently_to_login(request, services.policy, session, history)) {
      return send_error(*shortfall);
    }
    return begin_interaction(request, services, addressed, ask, /*to_login=*/true);
  }
  if (const auto answer = answer_at_once(services, addressed, ask, *session)) {
    return authorization_response(request, services, *answer);
  }
  // OIDC Core 3.1.2.3 #none: no page is shown for prompt=none.
  if (ask.prompt.none) {
    return send_error(
        OAuthError{ErrorCode::kConsentRequired, "the person must be asked", "consent.required"});
  }
  return begin_interaction(request, services, addressed, ask, /*to_login=*/false);
}

http::Response start(const http::Request& request, Services& services) {
  // RFC 6749 3.1 #get: GET is supported, and POST may be.
  if (!request.is("GET") && !request.is("POST")) return http::method_not_allowed("GET, POST");
  const auto form = read_parameters(request);
  if (!form) return error_page(request, services, form.error());
  const auto addressed =
      services.store.read([&](store::Reader& db) { return open_authorize_request(*form, db); });
  // RFC 6749 3.1.2.4: an invalid redirect URI is told to the person and never followed.
  if (!addressed) return error_page(request, services, addressed.error());
  const auto keys = services.keys.current();
  const auto ask = services.store.read([&](store::Reader& db) {
    return parse_authorize_request(*form, addressed->client, services.policy, *keys, db);
  });
  if (!ask) return send_refusal(request, services, *addressed, ask.error());
  return decide(request, services, *addressed, *ask);
}

}  // namespace

http::Response authorize(const http::Request& request, Services& services) {
  const std::string_view path = request.path;
  const std::string interactions = services.policy.mount + "/interactions/";
  if (path == services.policy.mount + "/authorize") return start(request, services);
  if (!path.starts_with(interactions)) {
    return error_page(
        request, services,
        OAuthError{ErrorCode::kInvalidRequest, "there is no such page", "page.unknown"});
  }
  std::string_view id = path.substr(interactions.size());
  constexpr std::string_view kComplete = "/complete";
  if (!id.ends_with(kComplete)) return resume_interaction(request, services, id);
  id.remove_suffix(kComplete.size());
  return complete_interaction(request, services, id);
}

}  // namespace lockspire::endpoints
