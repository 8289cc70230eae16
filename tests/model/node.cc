#include "tests/model/node.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "endpoints/endpoints.h"
#include "ops/consents.h"
#include "ops/keys.h"
#include "tests/support/browser.h"

namespace lockspire::model {
namespace {

using testing::Parameters;

constexpr int kMostTries = 20;

Policy policy_of(const NodeOptions& options) {
  Policy policy = testing::example_policy();
  policy.refresh_grace = options.refresh_grace;
  return policy;
}

std::runtime_error unexpected_answer(const Operation& operation, const http::Response& response) {
  return std::runtime_error(operation.kind + " was answered with " +
                            std::to_string(response.status()) + ": " + response.body());
}

http::Request as_client(std::string path, const Parameters& form) {
  http::Request request = testing::post(std::move(path), form);
  request.authorization = testing::basic("app", "secret-of-app");
  return request;
}

}  // namespace

Node::Node(const NodeOptions& options)
    : policy_(policy_of(options)),
      log_(LogLevel::kError, "model"),
      store_(options.database, store::Store::Access::kReadWrite, clock_),
      keys_(store_, clock_, log_,
            std::make_shared<const SealingKeys>(SealingKeys{testing::sealing_key()})),
      remote_jwks_(store_, clock_, log_, testing::nothing_answers, 1),
      templates_(std::make_shared<const render::Templates>("templates", policy_.mount)),
      rules_(testing::session_rules(policy_)) {}

endpoints::Services Node::services() {
  return {.clock = clock_,
          .random = random_,
          .log = log_,
          .policy = policy_,
          .store = store_,
          .keys = keys_,
          .session_rules = rules_,
          .templates = templates_,
          .client_secret_keys = nullptr,
          .remote_jwks = &remote_jwks_};
}

ops::Operator Node::operator_in_charge() {
  return {store_, clock_, random_, policy_, "olga"};
}

Answer Node::run(const Operation& operation) {
  struct Kind {
    std::string_view name;
    Answer (Node::*run)(const Operation&);
  };
  static constexpr std::array kKinds{
      Kind{"redeem", &Node::token},       Kind{"refresh", &Node::token},
      Kind{"revoke", &Node::revoke},      Kind{"userinfo", &Node::userinfo},
      Kind{"approve", &Node::press},      Kind{"remember", &Node::press},
      Kind{"deny", &Node::press},         Kind{"silent", &Node::ask_silently},
      Kind{"consent", &Node::consent},    Kind{"disconnect", &Node::disconnect},
      Kind{"publish", &Node::change_key}, Kind{"activate", &Node::change_key},
      Kind{"retire", &Node::change_key},  Kind{"keys", &Node::list_keys}};
  const auto* const kind = std::ranges::find(kKinds, operation.kind, &Kind::name);
  if (kind == kKinds.end()) throw std::invalid_argument("unknown operation " + operation.kind);
  for (int tries = 1;; ++tries) {
    try {
      return (this->*kind->run)(operation);
    } catch (const store::Unavailable&) {
      // A loaded machine: others held the gate for too long, and nothing was written.
      if (tries == kMostTries) throw;
    }
  }
}

// redeem CODE, refresh TOKEN -> issued REFRESH ACCESS, or refused
Answer Node::token(const Operation& operation) {
  const std::string& secret = operation.arguments.at(0);
  const Parameters form =
      operation.kind == "refresh"
          ? Parameters{{"grant_type", "refresh_token"}, {"refresh_token", secret}}
          : Parameters{{"grant_type", "authorization_code"},
                       {"code", secret},
                       {"redirect_uri", testing::kCallback},
                       {"code_verifier", testing::kVerifier}};
  auto all = services();
  const auto response = endpoints::token(as_client("/lockspire/token", form), all);
  if (response.status() == 200) {
    return {
        "issued",
        {testing::member(response, "refresh_token"), testing::member(response, "access_token")}};
  }
  if (testing::error_in(response) == "invalid_grant") return {"refused"};
  throw unexpected_answer(operation, response);
}

// revoke TOKEN -> done
Answer Node::revoke(const Operation& operation) {
  auto all = services();
  const auto response = endpoints::revoke(
      as_client("/lockspire/revoke", {{"token", operation.arguments.at(0)}}), all);
  if (response.status() != 200) throw unexpected_answer(operation, response);
  return {"done"};
}

// userinfo TOKEN -> live, dead
Answer Node::userinfo(const Operation& operation) {
  http::Request request = testing::get("/lockspire/userinfo");
  request.authorization = "Bearer " + operation.arguments.at(0);
  auto all = services();
  const auto response = endpoints::userinfo(request, all);
  if (response.status() == 200) return {"live"};
  if (response.status() == 401) return {"dead"};
  throw unexpected_answer(operation, response);
}

// approve, remember, deny PATH COOKIES CSRF -> code CODE, denied, finished
Answer Node::press(const Operation& operation) {
  const bool approved = operation.kind != "deny";
  Parameters form{{"csrf_token", operation.arguments.at(2)},
                  {"decision", approved ? "approve" : "deny"}};
  if (operation.kind == "remember") form.emplace_back("remember", "true");
  http::Request request = testing::post(operation.arguments.at(0), form);
  request.cookie = operation.arguments.at(1);
  auto all = services();
  const auto response = endpoints::authorize(request, all);
  auto answer = testing::answer_in(response);
  if (answer.contains("code")) return {"code", {answer["code"]}};
  if (answer["error"] == "access_denied") return {"denied"};
  if (response.status() == 400) return {"finished"};
  throw unexpected_answer(operation, response);
}

// silent COOKIES SCOPE -> code CODE, asked
Answer Node::ask_silently(const Operation& operation) {
  http::Request request = testing::get(
      "/lockspire/authorize",
      testing::authorize_query(testing::web_client(),
                               {{"prompt", "none"}, {"scope", operation.arguments.at(1)}}));
  request.cookie = operation.arguments.at(0);
  auto all = services();
  const auto response = endpoints::authorize(request, all);
  auto answer = testing::answer_in(response);
  if (answer.contains("code")) return {"code", {answer["code"]}};
  if (answer["error"] == "consent_required") return {"asked"};
  throw unexpected_answer(operation, response);
}

// consent SUB -> none, scopes SCOPE
Answer Node::consent(const Operation& operation) {
  const auto list =
      ops::list_consents(operator_in_charge(), Subject(operation.arguments.at(0)), ClientId("app"));
  if (list.empty()) return {"none"};
  return {"scopes", {list.front().scopes}};
}

// disconnect SUB -> nothing, ended FORGOTTEN GRANTS
Answer Node::disconnect(const Operation& operation) {
  const auto revoked = ops::revoke_consent(operator_in_charge(), Subject(operation.arguments.at(0)),
                                           ClientId("app"));
  if (!revoked) return {"nothing"};
  return {"ended", {revoked->forgotten ? "1" : "0", std::to_string(revoked->grants_ended)}};
}

// publish, activate, retire KID -> done, refused
Answer Node::change_key(const Operation& operation) {
  const auto change = operation.kind == "publish"    ? ops::publish_key
                      : operation.kind == "activate" ? ops::activate_key
                                                     : ops::retire_key;
  return {change(operator_in_charge(), operation.arguments.at(0)) ? "done" : "refused"};
}

// keys -> list KID STATE KID STATE...
Answer Node::list_keys(const Operation& /*operation*/) {
  Answer answer{"list"};
  for (const auto& key : ops::list_keys(operator_in_charge())) {
    answer.values.push_back(key.kid);
    answer.values.emplace_back(store::state_name(key.state));
  }
  return answer;
}

}  // namespace lockspire::model
