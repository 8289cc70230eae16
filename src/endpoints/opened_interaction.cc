#include "endpoints/opened_interaction.h"

#include "endpoints/browser.h"
#include "endpoints/pages.h"
#include "protocol/authorize/respond.h"

namespace lockspire::endpoints {
namespace {

http::Response finished_page(const http::Request& request, const Services& services) {
  return error_page(request, services,
                    OAuthError{ErrorCode::kInvalidRequest, "the sign-in is already finished",
                               "interaction.finished"});
}

}  // namespace

Result<Opened> open(const http::Request& request, Services& services, std::string_view id) {
  return services.store.read([&](store::Reader& db) -> Result<Opened> {
    TRY_ASSIGN(OpenInteraction interaction,
               open_interaction(id, request.cookie, db, services.policy, services.clock.now()));
    auto client = find_client(db, interaction.row.client_id);
    if (!client || client->is_disabled()) {
      return fail(ErrorCode::kUnauthorizedClient, "the client is disabled", "client.disabled");
    }
    TRY_ASSIGN(StoredRequest stored, restore_request(interaction.row.request, *client));
    // The operator may have taken something from the client since.
    if (!is_subset(stored.request.scopes, client->scopes)) {
      return fail(ErrorCode::kInvalidScope, "scope is not registered for this client",
                  "scope.not_registered");
    }
    return Opened{std::move(interaction), Addressed{*std::move(client), std::move(stored.address)},
                  std::move(stored.request)};
  });
}

http::Response end_with_error(const http::Request& request, Services& services,
                              const Opened& opened, const OAuthError& error,
                              const std::optional<store::AuditEvent>& audit) {
  const bool ended = services.store.transact([&](store::Transaction& tx) {
    const bool first =
        store::finish_interaction(tx, opened.id(), error.reason.text(), services.clock.now());
    if (first && audit) store::insert_audit_event(tx, *audit);
    return first;
  });
  if (!ended) return finished_page(request, services);
  http::Response response = send_refusal(request, services, opened.addressed, error);
  release_browser(services.policy, opened.id(), response);
  return response;
}

std::optional<http::Response> end_with_code(const http::Request& request, Services& services,
                                            const Opened& opened, const host::Session& session,
                                            const Approval& approval) {
  const MintedCode minted =
      mint_code(opened.addressed.address, opened.ask, opened.addressed.client, session,
                services.policy, services.random, services.clock.unix_ms());
  enum class End { kIssued, kFinishedBefore, kNotApproved };
  const End end = services.store.transact([&](store::Transaction& tx) {
    if (has_ended(tx, session, services.clock.now()) || !approval.holds(tx)) {
      return End::kNotApproved;
    }
    if (!store::finish_interaction(tx, opened.id(), "code.issued", services.clock.now())) {
      return End::kFinishedBefore;
    }
    record_code(tx, minted);
    approval.record(tx, minted.grant);
    return End::kIssued;
  });
  if (end == End::kNotApproved) return std::nullopt;
  if (end == End::kFinishedBefore) return finished_page(request, services);
  http::Response response = authorization_response(
      request, services, success_response(opened.addressed.address, minted.code, services.policy));
  release_browser(services.policy, opened.id(), response);
  return response;
}

}  // namespace lockspire::endpoints
