#include "endpoints/interaction.h"

#include <optional>

#include "endpoints/browser.h"
#include "endpoints/consent_page.h"
#include "endpoints/csrf.h"
#include "endpoints/opened_interaction.h"
#include "endpoints/pages.h"
#include "endpoints/refusal.h"
#include "protocol/audit.h"
#include "protocol/authorize/consent.h"
#include "protocol/authorize/login.h"

namespace lockspire::endpoints {
namespace {

// The host may give up by adding `error` to the way back; that can only end the interaction.
std::optional<OAuthError> given_up(const http::Request& request) {
  const auto form = http::Form::parse(request.query);
  const auto error = form ? form->one("error") : Result<std::optional<std::string>>(std::nullopt);
  if (!error || !*error) return std::nullopt;
  if (**error == "login_required") {
    return OAuthError{ErrorCode::kLoginRequired, "the person must log in", "login.gave_up"};
  }
  return OAuthError{ErrorCode::kAccessDenied, "the person did not log in", "login.gave_up"};
}

LoginHistory history_of(const Opened& opened) {
  return {.started_at = opened.interaction.row.started_at,
          .trips = opened.interaction.row.login_trips};
}

http::Response send_to_login(const http::Request& request, Services& services, const Opened& opened,
                             const std::optional<host::Session>& session,
                             const OAuthError& shortfall) {
  const LoginHistory history = history_of(opened);
  const bool helps = opened.ask.prompt.none
                         ? silently_to_login(request, services.policy, session, history)
                         : can_login_help(shortfall, history);
  if (!helps) return end_with_error(request, services, opened, shortfall);
  // A host that comes back without the login that was asked for would send the browser round for
  // ever.
  if (opened.interaction.row.login_trips >= kMaxLoginTrips) {
    return login_required_page(request, services, shortfall);
  }
  services.store.transact([&](store::Transaction& tx) {
    store::count_login_trip(tx, opened.id());
    return Done{};
  });
  return http::redirect(302, login_url(services.policy, opened.ask, opened.interaction.id));
}

// The interaction follows the account that is signed in; what another account saw counts for
// nothing.
void bind_account(const http::Request& request, Services& services, const Opened& opened,
                  const host::Session& session) {
  const auto& bound = opened.interaction.row.sub;
  if (bound == session.sub) return;
  if (bound) {
    services.log.write(LogLevel::kWarning, "interaction.session_changed",
                       {{"client_id", opened.addressed.client.client_id.text()},
                        {"rid", request.request_id.text()}});
  }
  services.store.transact([&](store::Transaction& tx) {
    store::bind_interaction(tx, opened.id(), session.sub);
    return Done{};
  });
}

std::optional<OAuthError> shortfall_of(const Opened& opened,
                                       const std::optional<host::Session>& session) {
  return login_shortfall(opened.ask, session, history_of(opened));
}

// The consent that is remembered covers it: no question, no new consent.
Approval remembered_approval(const Opened& opened, const host::Session& session) {
  return {.holds =
              [&](store::Reader& db) {
                return !consent_is_needed(
                    opened.ask, opened.addressed.client, opened.addressed.address.target,
                    store::find_consent(db, session.sub, opened.addressed.client.client_id));
              },
          .record = [](store::Transaction&, const store::Grant&) {}};
}

// The person has just said yes.
Approval given_approval(const AuditContext& context, const Opened& opened,
                        const host::Session& session, bool remember) {
  return {.holds = [](store::Reader&) { return true; },
          .record =
              [context, &opened, &session, remember](store::Transaction& tx,
                                                     const store::Grant& grant) {
                const Client& client = opened.addressed.client;
                store::insert_audit_event(tx, audit_of_grant(grant, "consent.approved", "succeeded",
                                                             remember ? "remembered" : "once",
                                                             session.sub.text(), context));
                if (!remember) return;
                const auto before = store::find_consent(tx, session.sub, client.client_id);
                store::save_consent(
                    tx, extended_consent(before, opened.ask, client, session.sub, context.now));
              }};
}

struct Answer {
  bool approved = false;
  bool remember = false;
};

Result<Answer> read_answer(const http::Form& form) {
  TRY_ASSIGN(const auto decision, form.one("decision"));
  TRY_ASSIGN(const auto remember, form.one("remember"));
  if (decision != "approve" && decision != "deny") {
    return fail(ErrorCode::kInvalidRequest, "decision must be approve or deny", "consent.decision");
  }
  return Answer{.approved = decision == "approve", .remember = remember == "true"};
}

http::Response take_answer(const http::Request& request, Services& services, const Opened& opened,
                           const host::Session& session, const Answer& answer) {
  // RFC 6749 4.1.2.1 #denied: access_denied when the person says no.
  if (!answer.approved) {
    const auto audit =
        audit_of_account(opened.addressed.client.client_id, session.sub, "consent.denied",
                         "succeeded", audit_context(request, services));
    return end_with_error(
        request, services, opened,
        OAuthError{ErrorCode::kAccessDenied, "the person denied the request", "consent.denied"},
        audit);
  }
  const bool remember = answer.remember && consent_is_reusable(opened.addressed.client,
                                                               opened.addressed.address.target);
  auto response =
      end_with_code(request, services, opened, session,
                    given_approval(audit_context(request, services), opened, session, remember));
  // The host ended the session in this moment: the interaction's page sends the person to the
  // login.
  if (!response)
    return http::redirect(303, interaction_path(services.policy, opened.interaction.id));
  return *std::move(response);
}

}  // namespace

http::Response resume_interaction(const http::Request& request, Services& services,
                                  std::string_view id) {
  if (!request.is("GET")) return http::method_not_allowed("GET");
  const auto opened = open(request, services, id);
  if (!opened) return error_page(request, services, opened.error());
  if (const auto error = given_up(request)) {
    return end_with_error(request, services, *opened, *error);
  }
  const auto session = signed_in(request, services);
  if (const auto shortfall = shortfall_of(*opened, session)) {
    return send_to_login(request, services, *opened, session, *shortfall);
  }
  const auto remembered = services.store.read([&](store::Reader& db) {
    return store::find_consent(db, session->sub, opened->addressed.client.client_id);
  });
  if (!consent_is_needed(opened->ask, opened->addressed.client, opened->addressed.address.target,
                         remembered)) {
    // nullopt: it was taken back in this moment, so the person is asked.
    if (auto answer = end_with_code(request, services, *opened, *session,
                                    remembered_approval(*opened, *session))) {
      return *std::move(answer);
    }
  }
  if (opened->ask.prompt.none) {
    return end_with_error(
        request, services, *opened,
        OAuthError{ErrorCode::kConsentRequired, "the person must be asked", "consent.required"});
  }
  bind_account(request, services, *opened, *session);
  return consent_page(services, *opened, *session, remembered);
}

http::Response complete_interaction(const http::Request& request, Services& services,
                                    std::string_view id) {
  if (!request.is("POST")) return http::method_not_allowed("POST");
  const auto form = http::form_body(request);
  if (!form) return error_page(request, services, form.error());
  const auto opened = open(request, services, id);
  if (!opened) return error_page(request, services, opened.error());
  const auto session = signed_in(request, services);
  // Signed out, or somebody else by now: the interaction's page sorts it out.
  if (shortfall_of(*opened, session) || opened->interaction.row.sub != session->sub) {
    return http::redirect(303, interaction_path(services.policy, id));
  }
  // OIDC Core 3.1.2.3 #csrf: the pages are safe from forged requests and from framing.
  const auto checked = check_own_form(request, *form, services.policy,
                                      csrf_token(opened->interaction, *session), "consent.csrf");
  if (!checked) return error_page(request, services, checked.error());
  const auto answer = read_answer(*form);
  if (!answer) return error_page(request, services, answer.error());
  return take_answer(request, services, *opened, *session, *answer);
}

}  // namespace lockspire::endpoints
