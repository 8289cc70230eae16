#include "endpoints/browser.h"

#include <algorithm>

#include "base/uri.h"
#include "endpoints/pages.h"
#include "endpoints/refusal.h"
#include "http/cookie.h"
#include "store/ended_sessions.h"

namespace lockspire::endpoints {
namespace {

// A page that plants cookies must not make an answer longer than nginx takes.
constexpr std::size_t kMostCleared = 16;

std::string login_prompt(const Prompt& prompt) {
  Words words;
  if (prompt.none) words.emplace_back("none");
  if (prompt.login) words.emplace_back("login");
  if (prompt.select_account) words.emplace_back("select_account");
  return join_words(words);
}

// What the host should aim for: acr_values, else the values of an essential acr claim.
std::string wished_acr(const AuthorizeRequest& ask) {
  if (!ask.acr_values.empty()) return join_words(ask.acr_values);
  const ClaimRequest* const acr = find_claim(ask.claims.id_token, "acr");
  return acr == nullptr ? std::string() : join_words(acr->values);
}

// A browser too old to say where it shows the answer is taken for one that shows a page.
bool gets_cookies(const http::Request& request) {
  const std::string& dest = request.sec_fetch_dest;
  const std::string& site = request.sec_fetch_site;
  return dest.empty() || dest == "document" || site == "same-origin" || site == "same-site";
}

http::SetCookie cookie(const Policy& policy, std::string name, std::string value, Seconds max_age) {
  return http::SetCookie{.name = std::move(name),
                         .value = std::move(value),
                         .max_age = max_age,
                         .secure = policy.secure};
}

}  // namespace

std::optional<host::Session> signed_in(const http::Request& request, const Services& services) {
  const Instant now = services.clock.now();
  auto session = host::current_session(request.cookie, *services.session_rules, now);
  if (session && *session) {
    const bool ended =
        services.store.read([&](store::Reader& db) { return has_ended(db, **session, now); });
    if (ended) session = std::unexpected(host::SessionRefusal{"session.ended", "sid or sub"});
  }
  if (session) return *std::move(session);
  log_ignored_session(services, request, session.error());
  return std::nullopt;
}

bool has_ended(store::Reader& db, const host::Session& session, Instant now) {
  return store::session_has_ended(db, session.sub, session.sid, session.issued_at, now);
}

bool silently_to_login(const http::Request& request, const Policy& policy,
                       const std::optional<host::Session>& session, const LoginHistory& history) {
  return host_may_know_silently(policy, session, history) && gets_cookies(request);
}

std::string login_url(const Policy& policy, const AuthorizeRequest& ask, std::string_view id) {
  std::vector<Parameter> parameters{{"return_to", interaction_path(policy, id)},
                                    {"interaction_id", std::string(id)}};
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) parameters.emplace_back(name, std::move(value));
  };
  add("prompt", login_prompt(ask.prompt));
  if (ask.max_age) add("max_age", std::to_string(ask.max_age->count()));
  add("login_hint", ask.login_hint.value_or(""));
  add("ui_locales", ask.ui_locales.value_or(""));
  add("acr_values", wished_acr(ask));
  return append_query(policy.login_path, parameters);
}

void bind_browser(const http::Request& request, const Policy& policy,
                  const NewInteraction& interaction, http::Response& response) {
  // Their names end in time-ordered selectors, so the first in order are the oldest.
  auto names = http::cookie_names(request.cookie, interaction_cookie_prefix(policy));
  std::ranges::sort(names);
  const std::size_t keep = kMaxInteractionCookies - 1;
  const std::size_t surplus = names.size() > keep ? names.size() - keep : 0;
  for (std::size_t i = 0; i < std::min(surplus, kMostCleared); ++i) {
    response.header("Set-Cookie", print(cookie(policy, names[i], "", Seconds(0))));
  }
  response.header(
      "Set-Cookie",
      print(cookie(policy, interaction_cookie_name(policy, interaction.row.interaction_id),
                   interaction.browser_secret.reveal(), policy.interaction_lifetime)));
}

void release_browser(const Policy& policy, const Selector& interaction_id,
                     http::Response& response) {
  response.header(
      "Set-Cookie",
      print(cookie(policy, interaction_cookie_name(policy, interaction_id), "", Seconds(0))));
}

http::Response send_refusal(const http::Request& request, const Services& services,
                            const Addressed& addressed, const OAuthError& error) {
  log_refusal(services, request, "authorize.refused", error, addressed.client.client_id.text());
  return authorization_response(request, services,
                                error_response(addressed.address, error, services.policy));
}

}  // namespace lockspire::endpoints
