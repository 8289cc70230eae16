#include "protocol/authorize/request.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "protocol/authorize/id_token_hint.h"
#include "protocol/pkce.h"
#include "protocol/resource.h"

namespace lockspire {
namespace {

// What goes into a Location takes three bytes for one, and all of its header must fit into the 16
// KiB that nginx reads for it.
constexpr std::size_t kMaxLength = 1'024;
constexpr std::size_t kMaxState = 4'096;

// A parameter of free text, bounded.
Result<std::optional<std::string>> bounded(const http::Form& form, Literal name,
                                           std::size_t most = kMaxLength) {
  TRY_ASSIGN(auto value, form.one(name));
  if (value && value->size() > most) {
    return fail(ErrorCode::kInvalidRequest, {name, "is too long"}, "request.parameter_length");
  }
  return value;
}

// RFC 6749 3.1.1: the code flow is the only one here (RFC 9700 2.1.2).
Result<Done> check_response_type(const http::Form& form, const Client& client) {
  TRY_ASSIGN(const auto response_type, form.required("response_type"));
  if (response_type != "code") {
    return fail(ErrorCode::kUnsupportedResponseType, "response_type must be code",
                "authorize.response_type");
  }
  // RFC 6749 4.1.2.1: unauthorized_client.
  if (!client.allows_grant("authorization_code") || !client.allows_response_type("code")) {
    return fail(ErrorCode::kUnauthorizedClient,
                "the client is not registered for the authorization code grant",
                "authorize.grant_not_registered");
  }
  return Done{};
}

// OIDC Core 6: request objects (RFC 9101) are not supported, and RFC 7591 registration is no
// parameter here; each has an error of its own.
Result<Done> check_unsupported(const http::Form& form) {
  TRY_ASSIGN(const auto request, form.one("request"));
  if (request) {
    return fail(ErrorCode::kRequestNotSupported, "request is not supported", "authorize.request");
  }
  TRY_ASSIGN(const auto request_uri, form.one("request_uri"));
  if (request_uri) {
    return fail(ErrorCode::kRequestUriNotSupported, "request_uri is not supported",
                "authorize.request_uri");
  }
  TRY_ASSIGN(const auto registration, form.one("registration"));
  if (registration) {
    return fail(ErrorCode::kRegistrationNotSupported, "registration is not supported",
                "authorize.registration");
  }
  return Done{};
}

Result<Prompt> parse_prompt(const http::Form& form) {
  Prompt prompt;
  TRY_ASSIGN(const auto text, form.one("prompt"));
  const Words words = split_words(text.value_or(""));
  if (has_repeated_word(text.value_or(""))) {
    return fail(ErrorCode::kInvalidRequest, "prompt has a value twice", "authorize.prompt");
  }
  for (const std::string& word : words) {
    if (word == "none") {
      prompt.none = true;
    } else if (word == "login") {
      prompt.login = true;
    } else if (word == "consent") {
      prompt.consent = true;
    } else if (word == "select_account") {
      prompt.select_account = true;
    } else {
      return fail(ErrorCode::kInvalidRequest, "prompt has a value that is not supported",
                  "authorize.prompt");
    }
  }
  // OIDC Core 3.1.2.1 #prompt-none: none stands alone.
  if (prompt.none && words.size() > 1) {
    return fail(ErrorCode::kInvalidRequest, "prompt none must stand alone", "authorize.prompt");
  }
  return prompt;
}

Result<std::optional<Seconds>> parse_max_age(const http::Form& form, const Client& client) {
  TRY_ASSIGN(const auto text, form.one("max_age"));
  if (!text) return client.default_max_age;
  std::int64_t seconds = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, seconds);
  constexpr std::int64_t kMost = 100LL * 365 * 86'400;
  if (error != std::errc() || stop != end || seconds < 0) {
    return fail(ErrorCode::kInvalidRequest, "max_age must be a number of seconds",
                "authorize.max_age");
  }
  return Seconds(std::min(seconds, kMost));
}

Result<std::optional<std::string>> parse_display(const http::Form& form) {
  TRY_ASSIGN(auto display, form.one("display"));
  constexpr std::array<std::string_view, 4> kDisplays{"page", "popup", "touch", "wap"};
  if (display && std::ranges::find(kDisplays, *display) == kDisplays.end()) {
    return fail(ErrorCode::kInvalidRequest, "display has a value that is not supported",
                "authorize.display");
  }
  return display;
}

// OIDC Core 5.5.1: a `sub` that is asked for by value is the only account that will do.
Result<std::optional<Subject>> expected_sub_of(const ClaimsRequest& claims,
                                               std::optional<Subject> hinted) {
  const ClaimRequest* const sub = find_claim(claims.id_token, "sub");
  if (sub == nullptr || sub->values.empty()) return hinted;
  if (sub->values.size() > 1 || (hinted && hinted->text() != sub->values.front())) {
    return fail(ErrorCode::kInvalidRequest, "claims asks for more than one account",
                "claims.more_than_one_sub");
  }
  return Subject(sub->values.front());
}

}  // namespace

std::string_view wire_name(ResponseMode mode) {
  switch (mode) {
    case ResponseMode::kFragment:
      return "fragment";
    case ResponseMode::kFormPost:
      return "form_post";
    case ResponseMode::kQuery:
      break;
  }
  return "query";
}

std::optional<ResponseMode> parse_response_mode(std::string_view name) {
  for (const auto mode : {ResponseMode::kQuery, ResponseMode::kFragment, ResponseMode::kFormPost}) {
    if (wire_name(mode) == name) return mode;
  }
  return std::nullopt;
}

Result<Addressed> open_authorize_request(const http::Form& form, store::Reader& db) {
  TRY_ASSIGN(const auto client_id, form.required("client_id"));
  auto client = find_client(db, ClientId(client_id));
  if (!client) {
    return fail(ErrorCode::kInvalidClient, "client_id is unknown", "client.unknown");
  }
  if (client->is_disabled()) {
    return fail(ErrorCode::kUnauthorizedClient, "the client is disabled", "client.disabled");
  }
  // RFC 9700 2.1: redirect_uri is compared exactly, so it is always needed.
  TRY_ASSIGN(const auto redirect_uri, form.required("redirect_uri"));
  TRY_ASSIGN(const RedirectTarget target, match_redirect_uri(*client, redirect_uri));

  // Errors in these two are answered without the one that is wrong.
  const auto state = bounded(form, "state", kMaxState);
  const auto mode_name = form.one("response_mode");
  auto mode = parse_response_mode(mode_name && *mode_name ? **mode_name : "query");
  // A form can only be posted to a web address.
  const bool web = target.uri().starts_with("https:") || target.uri().starts_with("http:");
  if (mode == ResponseMode::kFormPost && !web) mode = std::nullopt;
  return Addressed{*std::move(client),
                   ReturnAddress{.target = target,
                                 .response_mode = mode.value_or(ResponseMode::kQuery),
                                 .state = state ? *state : std::nullopt}};
}

namespace {

// OIDC MultipleTypes 2.1; an unknown mode is answered in the default one.
Result<Done> check_answerable(const http::Form& form) {
  TRY(bounded(form, "state", kMaxState));
  TRY_ASSIGN(const auto mode, form.one("response_mode"));
  TRY_ASSIGN(const auto redirect_uri, form.required("redirect_uri"));
  const auto parsed = parse_response_mode(mode.value_or("query"));
  const bool web = redirect_uri.starts_with("https:") || redirect_uri.starts_with("http:");
  if (!parsed || (parsed == ResponseMode::kFormPost && !web)) {
    return fail(ErrorCode::kInvalidRequest, "response_mode is not supported",
                "authorize.response_mode");
  }
  return Done{};
}

}  // namespace

// RFC 6749 4.1.1: required parameters must be there and valid.
// OIDC Core 3.1.2.2: a request is checked as OAuth says, and what is not known is ignored.
Result<AuthorizeRequest> parse_authorize_request(const http::Form& form, const Client& client,
                                                 const Policy& policy, const KeySet& keys,
                                                 store::Reader& db) {
  AuthorizeRequest request;
  TRY(check_answerable(form));
  TRY(check_unsupported(form));
  TRY(check_response_type(form, client));
  TRY_ASSIGN(const auto scope, form.one("scope"));
  TRY_ASSIGN(request.scopes, check_requested_scope(scope, client, policy));
  TRY_ASSIGN(const Words asked_resources, parse_resources(form));
  TRY_ASSIGN(request.resources, find_resources(asked_resources, client, policy, db));
  TRY_ASSIGN(request.code_challenge, parse_code_challenge(form, client));
  TRY_ASSIGN(request.nonce, bounded(form, "nonce"));
  // OIDC Core 15.1: prompt, display, ui_locales, max_age and acr_values are no error.
  TRY_ASSIGN(request.prompt, parse_prompt(form));
  TRY_ASSIGN(request.max_age, parse_max_age(form, client));
  TRY_ASSIGN(const auto acr_values, bounded(form, "acr_values"));
  request.acr_values = split_words(acr_values.value_or(""));
  TRY_ASSIGN(request.login_hint, bounded(form, "login_hint"));
  TRY_ASSIGN(request.ui_locales, bounded(form, "ui_locales"));
  TRY_ASSIGN(request.display, parse_display(form));
  TRY_ASSIGN(request.claims_text, form.one("claims"));
  if (request.claims_text) {
    TRY_ASSIGN(request.claims, parse_claims_request(*request.claims_text));
  }
  TRY_ASSIGN(const auto id_token_hint, form.one("id_token_hint"));
  std::optional<Subject> hinted;
  if (id_token_hint) {
    TRY_ASSIGN(hinted, check_id_token_hint(*id_token_hint, client, policy, keys));
  }
  TRY_ASSIGN(request.expected_sub, expected_sub_of(request.claims, std::move(hinted)));
  return request;
}

}  // namespace lockspire
