#include <algorithm>
#include <map>
#include <optional>

#include "tests/model/object.h"
#include "tests/support/browser.h"

namespace lockspire::model {
namespace {

enum class Code { kFresh, kRedeemed, kEnded };

struct AccountState {
  std::optional<std::set<std::string>> consent{};
  std::set<std::string> finished{};
  std::map<std::string, Code> codes{};
  friend auto operator<=>(const AccountState&, const AccountState&) = default;
};

std::set<std::string> words_of(const std::string& text) {
  const Words words = split_words(text);
  return {words.begin(), words.end()};
}

// An interaction ends once. PATH COOKIES CSRF SCOPE
std::optional<AccountState> press(AccountState state, const Event& event) {
  const auto& arguments = event.operation.arguments;
  const bool first = state.finished.insert(arguments.at(0)).second;
  if (event.answer.outcome == "finished") return first ? std::nullopt : std::optional(state);
  if (!first) return std::nullopt;
  const bool denied = event.operation.kind == "deny";
  if (denied != (event.answer.outcome == "denied")) return std::nullopt;
  if (denied) return state;
  state.codes.emplace(short_name(event.answer.values.at(0)), Code::kFresh);
  if (event.operation.kind != "remember") return state;
  if (!state.consent) state.consent.emplace();
  state.consent->merge(words_of(arguments.at(3)));
  return state;
}

// OIDC Core 3.1.2.4: nobody is asked for what the remembered consent covers. COOKIES SCOPE
std::optional<AccountState> ask_silently(AccountState state, const Event& event) {
  const bool covered =
      state.consent &&
      std::ranges::includes(*state.consent, words_of(event.operation.arguments.at(1)));
  if (covered != (event.answer.outcome == "code")) return std::nullopt;
  if (covered) state.codes.emplace(short_name(event.answer.values.at(0)), Code::kFresh);
  return state;
}

// Consent and every grant that is alive end together.
std::optional<AccountState> disconnect(AccountState state, const Answer& answer) {
  int ended = 0;
  for (auto& [name, code] : state.codes) {
    if (code != Code::kEnded) ++ended;
    code = Code::kEnded;
  }
  const bool forgotten = state.consent.has_value();
  state.consent.reset();
  if (answer.outcome == "nothing") {
    return ended == 0 && !forgotten ? std::optional(state) : std::nullopt;
  }
  const bool same = answer.values.at(0) == (forgotten ? "1" : "0") &&
                    answer.values.at(1) == std::to_string(ended);
  return same ? std::optional(state) : std::nullopt;
}

std::optional<AccountState> redeem(AccountState state, const Event& event) {
  Code& code = state.codes.at(short_name(event.operation.arguments.at(0)));
  if ((code == Code::kFresh) != (event.answer.outcome == "issued")) return std::nullopt;
  code = code == Code::kFresh ? Code::kRedeemed : Code::kEnded;
  return state;
}

std::optional<AccountState> step(const AccountState& before, const Event& event) {
  const std::string& kind = event.operation.kind;
  if (kind == "redeem") return redeem(before, event);
  if (kind == "silent") return ask_silently(before, event);
  if (kind == "disconnect") return disconnect(before, event.answer);
  if (kind != "consent") return press(before, event);
  const auto shown = event.answer.outcome == "none"
                         ? std::nullopt
                         : std::optional(words_of(event.answer.values.at(0)));
  return shown == before.consent ? std::optional(before) : std::nullopt;
}

// A consent page that was opened and waits.
struct Page {
  std::string path;
  std::string cookies;
  std::string csrf;
  std::string scope;
};

std::string header_of(const testing::Browser& browser) {
  std::string header;
  for (const auto& [name, value] : browser.cookies) {
    header += (header.empty() ? "" : "; ") + name + "=" + value;
  }
  return header;
}

Page open_page(testing::Site& site, const Client& client, const host::Session& session,
               const std::string& scope) {
  testing::Browser browser(site);
  browser.sign_in(session);
  const auto sent = browser.authorize(
      testing::authorize_query(client, {{"prompt", "consent"}, {"scope", scope}}));
  const auto page = browser.get(sent.find_header("Location"));
  return {.path = testing::attribute_in(page, "action=\""),
          .cookies = header_of(browser),
          .csrf = testing::attribute_in(page, "name=\"csrf_token\" value=\""),
          .scope = scope};
}

class Account final : public Modelled<AccountState> {
 public:
  Account(std::string sub, std::string cookie, std::vector<Page> pages)
      : Modelled(AccountState{}, step),
        sub_(std::move(sub)),
        cookie_(std::move(cookie)),
        pages_(std::move(pages)) {}

  [[nodiscard]] Operation try_something(Chance& chance) const override {
    const auto dice = chance() % 100;
    if (dice < 40) {
      return press(dice < 18 ? "remember" : dice < 25 ? "approve" : "deny", any_of(pages_, chance));
    }
    if (dice < 65) {
      static const std::vector<std::string> kScopes{"openid email", "openid profile",
                                                    "openid email profile"};
      return {"silent", {cookie_, any_of(kScopes, chance)}};
    }
    if (dice < 72) return {"consent", {sub_}};
    if (dice < 80 || codes_.empty()) return {"disconnect", {sub_}};
    return {"redeem", {any_of(codes_, chance)}};
  }

  [[nodiscard]] std::vector<Operation> look() const override {
    std::vector<Operation> questions{{"consent", {sub_}}};
    for (const Page& page : pages_) questions.push_back(press("deny", page));
    for (const std::string& code : codes_) questions.push_back({"redeem", {code}});
    if (questions.size() > 60) questions.resize(60);
    return questions;
  }

  bool is_as_stored(testing::Site& site) override {
    const auto live =
        site.count("SELECT count(*) FROM grants WHERE revoked_at IS NULL AND sub = $1", sub_);
    for (const AccountState& state : states()) {
      const auto expected = std::ranges::count_if(
          state.codes, [](const auto& named) { return named.second != Code::kEnded; });
      if (live == expected) return true;
    }
    std::fprintf(stderr, "the grants of %s are not as the model says\n", sub_.c_str());
    return false;
  }

 private:
  static Operation press(const char* button, const Page& page) {
    return {button, {page.path, page.cookies, page.csrf, page.scope}};
  }

  void learn(const Event& event) override {
    if (event.answer.outcome == "code") codes_.push_back(event.answer.values.at(0));
  }

  std::string sub_;
  std::string cookie_;
  std::vector<Page> pages_;
  std::vector<std::string> codes_;
};

}  // namespace

std::unique_ptr<Object> make_account(testing::Site& site, const Client& client,
                                     const std::string& sub) {
  host::Session session = testing::ada();
  session.sub = Subject(sub);
  session.sid = "s-" + sub;
  std::vector<Page> pages;
  for (const char* scope : {"openid email", "openid profile", "openid phone"}) {
    pages.push_back(open_page(site, client, session, scope));
  }
  return std::make_unique<Account>(sub, site.session_cookie(session), std::move(pages));
}

}  // namespace lockspire::model
