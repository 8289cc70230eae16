#include "endpoints/pages.h"

#include <array>

#include "base/uri.h"
#include "endpoints/refusal.h"
#include "render/pages.h"

namespace lockspire::endpoints {
namespace {

// RFC 9700 4.16 #frames: pages cannot be framed.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'";

http::Response page(int status, std::string html, std::string content_security_policy) {
  http::Response response(status);
  response.no_store();
  response.header("Content-Security-Policy", std::move(content_security_policy));
  // RFC 6749 10.13: pages cannot be framed.
  response.header("X-Frame-Options", "DENY");
  response.header("X-Content-Type-Options", "nosniff");
  // RFC 9700 4.2.4: no page tells the next one where the person came from.
  response.header("Referrer-Policy", "no-referrer");
  response.body("text/html; charset=utf-8", std::move(html));
  return response;
}

// Chromium applies form-action to the redirects after the POST too, so a client's whole scheme is
// allowed and not its origin: its callback may go on to another host.
std::string form_action(std::string_view redirect_uri) {
  std::string sources = "; form-action 'self' https:";
  const auto uri = parse_uri(redirect_uri);
  if (uri && uri->scheme != "https") sources += " " + std::string(uri->scheme) + ":";
  return sources;
}

struct PersonWords {
  std::string_view reason;
  const char* heading;
  const char* advice;
};

constexpr const char* kGoBack = "Go back to the application and start again.";
constexpr const char* kReload = "Nothing was changed. Load the page of your apps and try again.";
constexpr const char* kTellApp =
    "This is a mistake in the application. Its makers need the reference below.";

// What people are told; every other refusal is a mistake of the application.
constexpr std::array kWords{
    PersonWords{"interaction.unknown", "This sign-in is not known any more", kGoBack},
    PersonWords{"interaction.unbound", "This sign-in belongs to another browser", kGoBack},
    PersonWords{"interaction.finished", "This sign-in is already finished",
                "You can close this page, or go back to the application."},
    PersonWords{"interaction.expired", "This sign-in took too long", kGoBack},
    PersonWords{"consent.csrf", "This answer could not be accepted", kGoBack},
    PersonWords{"consent.decision", "This answer could not be accepted", kGoBack},
    PersonWords{"apps.csrf", "This answer could not be accepted", kReload},
    PersonWords{"apps.decision", "This answer could not be accepted", kReload},
    PersonWords{"client.disabled", "This application is switched off",
                "The owner of this site has disabled it."},
    PersonWords{"page.unknown", "There is no such page", kGoBack},
};

}  // namespace

http::Response html_page(int status, std::string html) {
  return page(status, std::move(html), std::string(kPolicy) + "; form-action 'none'");
}

http::Response form_page(std::string html, std::string_view redirect_uri, bool script) {
  std::string policy = std::string(kPolicy) + form_action(redirect_uri);
  if (script) policy += "; script-src 'self'";
  return page(200, std::move(html), std::move(policy));
}

http::Response error_page(const http::Request& request, const Services& services,
                          const OAuthError& error, std::string_view event) {
  log_refusal(services, request, event, error);
  render::ErrorView view{.heading = "The application asked in a way that is not allowed",
                         .advice = kTellApp,
                         .code = std::string(wire_name(error.code)),
                         .description = error.description.text(),
                         .reference = request.request_id.text()};
  for (const auto& words : kWords) {
    if (words.reason != error.reason.text()) continue;
    view.heading = words.heading;
    view.advice = words.advice;
  }
  return html_page(400, render::render_error(*services.templates, view));
}

http::Response login_required_page(const http::Request& request, const Services& services,
                                   const OAuthError& shortfall) {
  log_refusal(services, request, "interaction.loop", shortfall);
  const render::ErrorView view{.page = "login-required",
                               .heading = "Signing in did not work",
                               .advice =
                                   "Sign in on this site, then go back to the application and "
                                   "start again.",
                               .code = std::string(wire_name(shortfall.code)),
                               .description = shortfall.description.text(),
                               .reference = request.request_id.text()};
  return html_page(400, render::render_error(*services.templates, view));
}

http::Response authorization_response(const http::Request& request, const Services& services,
                                      const AuthorizationResponse& response) {
  const std::string& uri = response.address.target.uri();
  // RFC 9700 4.12: never 307, which would repeat the POST at the client.
  const int status = request.is("POST") ? 303 : 302;
  switch (response.address.response_mode) {
    case ResponseMode::kFormPost:
      return form_page(render::render_form_post(*services.templates,
                                                {.action = uri, .fields = response.parameters}),
                       uri, /*script=*/true);
    case ResponseMode::kFragment:
      return http::redirect(status, append_fragment(uri, response.parameters));
    case ResponseMode::kQuery:
      break;
  }
  return http::redirect(status, append_query(uri, response.parameters));
}

}  // namespace lockspire::endpoints
