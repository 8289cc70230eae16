#include <algorithm>
#include <map>
#include <optional>

#include "base/opaque.h"
#include "store/refresh_tokens.h"
#include "tests/model/object.h"

namespace lockspire::model {
namespace {

constexpr int kMostGraceAnswers = 10;

struct Token {
  bool retired = false;
  std::string successor{};
  int repeated = 0;
  friend auto operator<=>(const Token&, const Token&) = default;
};

struct GrantState {
  bool grace = false;
  bool redeemed = false;
  bool ended = false;
  std::map<std::string, Token> refresh_tokens{};
  std::set<std::string> revoked_access_tokens{};
  friend auto operator<=>(const GrantState&, const GrantState&) = default;
};

// RFC 6749 4.1.2: one redemption; another one ends the grant.
std::optional<GrantState> redeem(GrantState state, const Answer& answer) {
  if (answer.outcome == "issued") {
    if (state.redeemed || state.ended) return std::nullopt;
    state.redeemed = true;
    state.refresh_tokens.emplace(short_name(answer.values.at(0)), Token{});
    return state;
  }
  if (!state.redeemed && !state.ended) return std::nullopt;
  if (state.redeemed) state.ended = true;
  return state;
}

bool answers_again(const GrantState& state, const Token& token) {
  return state.grace && token.repeated < kMostGraceAnswers &&
         !state.refresh_tokens.at(token.successor).retired;
}

// RFC 9700 4.14.2: rotated once, the same answer within the grace, then the end of the grant.
std::optional<GrantState> refresh(GrantState state, const std::string& name, const Answer& answer) {
  const bool issued = answer.outcome == "issued";
  if (state.ended) return issued ? std::nullopt : std::optional(state);
  Token& token = state.refresh_tokens.at(name);
  if (token.retired && answers_again(state, token)) {
    if (!issued || short_name(answer.values.at(0)) != token.successor) return std::nullopt;
    ++token.repeated;
    return state;
  }
  if (token.retired) {
    if (issued) return std::nullopt;
    state.ended = true;
    return state;
  }
  if (!issued || state.refresh_tokens.contains(short_name(answer.values.at(0)))) {
    return std::nullopt;
  }
  token.retired = true;
  token.successor = short_name(answer.values.at(0));
  state.refresh_tokens.emplace(token.successor, Token{});
  return state;
}

std::optional<GrantState> step(const GrantState& before, const Event& event) {
  const std::string& kind = event.operation.kind;
  if (kind == "redeem") return redeem(before, event.answer);
  const std::string name = short_name(event.operation.arguments.at(0));
  if (kind == "refresh") return refresh(before, name, event.answer);
  if (kind == "userinfo") {
    const bool live = !before.ended && !before.revoked_access_tokens.contains(name);
    return live == (event.answer.outcome == "live") ? std::optional(before) : std::nullopt;
  }
  // RFC 7009 2.1: a refresh token takes the grant with it, an access token ends alone.
  GrantState state = before;
  if (state.refresh_tokens.contains(name)) {
    state.ended = true;
  } else {
    state.revoked_access_tokens.insert(name);
  }
  return state;
}

class Grant final : public Modelled<GrantState> {
 public:
  Grant(std::string code, const GrantGame& game)
      : Modelled(GrantState{.grace = game.grace}, step),
        code_(std::move(code)),
        redeemed_(game.redeemed) {}

  [[nodiscard]] std::vector<Operation> prelude() const override {
    if (!redeemed_) return {};
    return {{"redeem", {code_}}};
  }

  [[nodiscard]] Operation try_something(Chance& chance) const override {
    const auto dice = chance() % 100;
    if (refresh_tokens_.empty() || dice < 2) return {"redeem", {code_}};
    if (dice < 4) return {"revoke", {any_of(refresh_tokens_, chance)}};
    if (dice < 10) return {"revoke", {any_of(access_tokens_, chance)}};
    if (dice < 30) return {"userinfo", {any_of(access_tokens_, chance)}};
    // Mostly the newest one, as good clients do.
    if (dice < 95) return {"refresh", {refresh_tokens_.back()}};
    return {"refresh", {any_of(refresh_tokens_, chance)}};
  }

  [[nodiscard]] std::vector<Operation> look() const override {
    std::vector<Operation> questions;
    for (const std::string& token : access_tokens_) questions.push_back({"userinfo", {token}});
    if (questions.size() > 40) questions.resize(40);
    return questions;
  }

  bool is_as_stored(testing::Site& site) override {
    const std::string id = code_.substr(0, code_.find('.'));
    const auto revoked =
        site.count("SELECT revoked_at IS NOT NULL FROM grants WHERE grant_id = $1", id);
    const auto consumed = site.count(
        "SELECT consumed_at IS NOT NULL FROM authorization_codes WHERE grant_id = $1", id);
    const auto tokens = site.count("SELECT count(*) FROM refresh_tokens WHERE grant_id = $1", id);
    const auto retired =
        site.count("SELECT count(retired_at) FROM refresh_tokens WHERE grant_id = $1", id);
    for (const GrantState& state : states()) {
      const auto wanted = std::ranges::count_if(
          state.refresh_tokens, [](const auto& named) { return named.second.retired; });
      if (revoked == state.ended && consumed == state.redeemed && retired == wanted &&
          tokens == std::ssize(state.refresh_tokens)) {
        return true;
      }
    }
    std::fprintf(stderr, "the rows of grant %s are not as the model says\n", id.c_str());
    return false;
  }

 private:
  void learn(const Event& event) override {
    if (event.answer.outcome != "issued") return;
    const std::string& token = event.answer.values.at(0);
    if (std::ranges::find(refresh_tokens_, token) == refresh_tokens_.end()) {
      refresh_tokens_.push_back(token);
    }
    access_tokens_.push_back(event.answer.values.at(1));
  }

  std::string code_;
  bool redeemed_;
  std::vector<std::string> refresh_tokens_;
  std::vector<std::string> access_tokens_;
};

}  // namespace

std::unique_ptr<Object> make_grant(testing::Site& site, const Client& client,
                                   const GrantGame& game) {
  return std::make_unique<Grant>(site.code_for(client, "openid email offline_access"), game);
}

}  // namespace lockspire::model
