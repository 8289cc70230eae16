#include "protocol/authorize/stored_request.h"

#include <stdexcept>
#include <utility>

namespace lockspire {
namespace {

void set_if(Json& json, std::string_view name, const std::optional<std::string>& value) {
  if (value) json.set(name, *value);
}

std::optional<std::string> text_in(JsonView json, std::string_view name) {
  const auto value = json.string(name);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::string print_prompt(const Prompt& prompt) {
  Words words;
  if (prompt.none) words.emplace_back("none");
  if (prompt.login) words.emplace_back("login");
  if (prompt.consent) words.emplace_back("consent");
  if (prompt.select_account) words.emplace_back("select_account");
  return join_words(words);
}

Prompt restore_prompt(std::string_view text) {
  const Words words = split_words(text);
  return Prompt{.none = contains(words, "none"),
                .login = contains(words, "login"),
                .consent = contains(words, "consent"),
                .select_account = contains(words, "select_account")};
}

}  // namespace

std::string serialize_request(const ReturnAddress& address, const AuthorizeRequest& request) {
  Json json = Json::object();
  json.set("redirect_uri", address.target.uri());
  json.set("response_mode", wire_name(address.response_mode));
  set_if(json, "state", address.state);
  json.set("scope", join_words(request.scopes));
  json.set("resource", join_words(request.resources));
  set_if(json, "nonce", request.nonce);
  set_if(json, "code_challenge", request.code_challenge);
  json.set("prompt", print_prompt(request.prompt));
  if (request.max_age) json.set("max_age", std::int64_t{request.max_age->count()});
  json.set("acr_values", join_words(request.acr_values));
  set_if(json, "login_hint", request.login_hint);
  set_if(json, "ui_locales", request.ui_locales);
  set_if(json, "display", request.display);
  if (request.expected_sub) json.set("expected_sub", request.expected_sub->text());
  set_if(json, "claims", request.claims_text);
  return json.print();
}

Result<StoredRequest> restore_request(std::string_view text, const Client& client) {
  const auto document = Json::parse(text);
  if (!document) throw std::runtime_error("interaction: the stored request is not JSON");
  const JsonView json = document->view();
  // The client may have changed since.
  TRY_ASSIGN(const RedirectTarget target,
             match_redirect_uri(client, json.string("redirect_uri").value_or("")));
  AuthorizeRequest request;
  request.scopes = split_words(json.string("scope").value_or(""));
  request.resources = split_words(json.string("resource").value_or(""));
  request.nonce = text_in(json, "nonce");
  request.code_challenge = text_in(json, "code_challenge");
  request.prompt = restore_prompt(json.string("prompt").value_or(""));
  if (const auto max_age = json.integer("max_age")) request.max_age = Seconds(*max_age);
  request.acr_values = split_words(json.string("acr_values").value_or(""));
  request.login_hint = text_in(json, "login_hint");
  request.ui_locales = text_in(json, "ui_locales");
  request.display = text_in(json, "display");
  if (const auto sub = text_in(json, "expected_sub")) request.expected_sub = Subject(*sub);
  request.claims_text = text_in(json, "claims");
  if (request.claims_text) {
    TRY_ASSIGN(request.claims, parse_claims_request(*request.claims_text));
  }
  const auto mode = parse_response_mode(json.string("response_mode").value_or("query"));
  return StoredRequest{ReturnAddress{.target = target,
                                     .response_mode = mode.value_or(ResponseMode::kQuery),
                                     .state = text_in(json, "state")},
                       std::move(request)};
}

}  // namespace lockspire
