// The connected apps of the signed-in person: what each may do, and the button that ends it.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/uri.h"
#include "endpoints/account_words.h"
#include "endpoints/browser.h"
#include "endpoints/csrf.h"
#include "endpoints/endpoints.h"
#include "endpoints/pages.h"
#include "endpoints/refusal.h"
#include "http/cookie.h"
#include "protocol/claims.h"
#include "protocol/connected_apps.h"
#include "render/pages.h"

namespace lockspire::endpoints {
namespace {

constexpr std::string_view kRefused = "account.refused";
// How long the page may stand open before its buttons stop working.
constexpr Seconds kCookieLifetime{86'400};

std::string apps_path(const Policy& policy) {
  return policy.mount + "/account/apps";
}

// No interaction hangs on it: the host signs the person in and sends the browser back.
http::Response send_to_login(const http::Request& request, const Policy& policy) {
  const std::vector<Parameter> back{{"return_to", apps_path(policy)}};
  return http::redirect(request.is("POST") ? 303 : 302, append_query(policy.login_path, back));
}

std::vector<std::string> sentences_of(const Policy& policy, const ConnectedApp& app) {
  std::vector<std::string> sentences;
  for (const std::string& scope : app.scopes) sentences.push_back(scope_sentence(policy, scope));
  for (const std::string& claim : app.claims) {
    sentences.push_back("Know " + claim_sentence(claim));
  }
  return sentences;
}

render::Day day_of(Instant at) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(at));
  return {.year = static_cast<int>(day.year()),
          .month = static_cast<unsigned>(day.month()),
          .day = static_cast<unsigned>(day.day())};
}

render::AppsView view_of(const Policy& policy, const host::Session& session,
                         const std::vector<ConnectedApp>& apps, const Secret& browser_secret) {
  render::AppsView view{.account = account_words(session),
                        .apps = {},
                        .action = apps_path(policy),
                        .csrf_token = apps_csrf_token(browser_secret, session)};
  for (const ConnectedApp& app : apps) {
    view.apps.push_back({.client_id = app.client.client_id.text(),
                         .name = display_name(app.client),
                         .sentences = sentences_of(policy, app),
                         .resources = app.resources,
                         .since = day_of(app.since),
                         .last_used = app.last_used_at.transform(day_of)});
  }
  return view;
}

http::Response show_apps(const http::Request& request, Services& services,
                         const host::Session& session) {
  const auto apps = services.store.read(
      [&](store::Reader& db) { return connected_apps(db, session.sub, services.clock.now()); });
  auto secret = presented_apps_secret(request.cookie, services.policy);
  const bool is_new = !secret;
  if (is_new) secret = new_apps_secret(services.random);
  http::Response response = form_page(
      render::render_apps(*services.templates, view_of(services.policy, session, apps, *secret)),
      services.policy.origin, /*script=*/false);
  if (is_new) {
    response.header("Set-Cookie", http::print({.name = apps_cookie_name(services.policy),
                                               .value = secret->reveal(),
                                               .max_age = kCookieLifetime,
                                               .secure = services.policy.secure}));
  }
  return response;
}

struct RevokeRequest {
  ClientId client_id;
};

Result<RevokeRequest> read_revoke(const http::Form& form) {
  TRY_ASSIGN(auto client_id, form.required("client_id"));
  TRY_ASSIGN(const auto decision, form.one("decision"));
  if (decision != "revoke") {
    return fail(ErrorCode::kInvalidRequest, "decision must be revoke", "apps.decision");
  }
  return RevokeRequest{ClientId(std::move(client_id))};
}

Result<Done> check_form(const http::Request& request, const http::Form& form,
                        const Services& services, const host::Session& session) {
  const auto secret = presented_apps_secret(request.cookie, services.policy);
  if (!secret) {
    return fail(ErrorCode::kInvalidRequest, "the answer did not come from our own page",
                "apps.csrf", "the cookie of the page is missing");
  }
  return check_own_form(request, form, services.policy, apps_csrf_token(*secret, session),
                        "apps.csrf");
}

http::Response take_answer(const http::Request& request, Services& services,
                           const host::Session& session) {
  const auto form = http::form_body(request);
  if (!form) return error_page(request, services, form.error(), kRefused);
  const auto checked = check_form(request, *form, services, session);
  if (!checked) return error_page(request, services, checked.error(), kRefused);
  const auto revoke = read_revoke(*form);
  if (!revoke) return error_page(request, services, revoke.error(), kRefused);
  // Pressed twice, or ended elsewhere meanwhile: the page that follows shows how things are.
  services.store.transact([&](store::Transaction& tx) {
    return revoke_consent(tx, session.sub, revoke->client_id, session.sub.text(),
                          audit_context(request, services));
  });
  return http::redirect(303, apps_path(services.policy));
}

}  // namespace

http::Response account(const http::Request& request, Services& services) {
  if (request.path != apps_path(services.policy)) {
    return error_page(
        request, services,
        OAuthError{ErrorCode::kInvalidRequest, "there is no such page", "page.unknown"}, kRefused);
  }
  if (!request.is("GET") && !request.is("POST")) return http::method_not_allowed("GET, POST");
  const auto session = signed_in(request, services);
  if (!session) return send_to_login(request, services.policy);
  if (request.is("POST")) return take_answer(request, services, *session);
  return show_apps(request, services, *session);
}

}  // namespace lockspire::endpoints
