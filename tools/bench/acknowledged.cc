#include <algorithm>
#include <cstdio>

#include "base/json.h"
#include "tools/bench/consent.h"
#include "tools/bench/modes.h"
#include "tools/bench/workloads.h"

namespace lockspire::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

// On each connection: authorize, redeem the code, refresh, show the token to userinfo, and again. A
// 5xx or a broken connection is an interruption, after which a new round begins; any other answer
// than the wanted one means that something acknowledged was lost.
class Rounds : public Workload {
 public:
  Rounds(const Site& site, const BenchClient& client, std::size_t connections)
      : site_(site), client_(client), chains_(connections) {}

  bool next(std::size_t connection, std::string& request) override {
    Chain& chain = chains_[connection];
    switch (chain.step) {
      case Step::kAuthorize:
        request = browse(site_, authorize_target(site_, client_, ++serial_), site_.session_cookie);
        break;
      case Step::kCode:
        request = redeem_code(site_, client_, chain.code);
        break;
      case Step::kRefresh:
        request = refresh(site_, client_, chain.tokens.refresh_token);
        break;
      case Step::kUserinfo:
        request = userinfo(site_, chain.tokens.access_token);
        break;
    }
    return true;
  }

  bool answered(std::size_t connection, const HttpResponse& response) override {
    Chain& chain = chains_[connection];
    if (response.status >= 500) {
      lost(connection);
      return false;
    }
    if (!take(chain, response)) {
      ++contradicted_;
      chain = {};
      return false;
    }
    note_progress();
    return true;
  }

  void lost(std::size_t connection) override {
    Chain& chain = chains_[connection];
    ++interrupted_;
    // Its successor may exist, but nobody was told.
    if (chain.step == Step::kRefresh) unanswered_.push_back(std::move(chain.tokens));
    chain = {};
  }

  [[nodiscard]] std::vector<std::string> access_tokens() const { return access_tokens_; }
  // Refresh tokens that count: those of the last round of each connection among them.
  [[nodiscard]] std::vector<Tokens> last_refresh_tokens() const { return last_; }
  [[nodiscard]] std::vector<Tokens> unanswered() const { return unanswered_; }
  [[nodiscard]] std::int64_t contradicted() const { return contradicted_; }
  [[nodiscard]] std::int64_t interrupted() const { return interrupted_; }
  [[nodiscard]] std::int64_t longest_gap_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(longest_gap_).count();
  }

 private:
  enum class Step { kAuthorize, kCode, kRefresh, kUserinfo };
  struct Chain {
    Step step = Step::kAuthorize;
    std::string code{};
    Tokens tokens{};
  };

  bool take(Chain& chain, const HttpResponse& response) {
    if (chain.step == Step::kUserinfo) {
      chain.step = Step::kAuthorize;
      return response.status == 200;
    }
    if (chain.step == Step::kAuthorize) {
      auto code = code_of(response);
      if (code) chain = {.step = Step::kCode, .code = *std::move(code), .tokens = {}};
      return code.has_value();
    }
    auto tokens = tokens_of(response);
    if (!tokens) return false;
    access_tokens_.push_back(tokens->access_token);
    if (chain.step == Step::kRefresh) last_.push_back(*tokens);
    chain.step = chain.step == Step::kCode ? Step::kRefresh : Step::kUserinfo;
    chain.tokens = *std::move(tokens);
    return true;
  }

  void note_progress() {
    const auto now = SteadyClock::now();
    longest_gap_ = std::max(longest_gap_, now - progress_);
    progress_ = now;
  }

  const Site& site_;
  const BenchClient& client_;
  std::vector<Chain> chains_;
  std::uint64_t serial_ = 0;
  std::vector<std::string> access_tokens_;
  std::vector<Tokens> last_;
  std::vector<Tokens> unanswered_;
  std::int64_t contradicted_ = 0;
  std::int64_t interrupted_ = 0;
  SteadyClock::time_point progress_ = SteadyClock::now();
  SteadyClock::duration longest_gap_{};
};

// Each item once; how many did not get the answer they must get.
class Check : public Workload {
 public:
  explicit Check(std::vector<std::string> requests) : requests_(std::move(requests)) {}

  bool next(std::size_t /*connection*/, std::string& request) override {
    if (requests_.empty()) return false;
    request = std::move(requests_.back());
    requests_.pop_back();
    return true;
  }
  bool answered(std::size_t /*connection*/, const HttpResponse& response) override {
    return response.status == 200;
  }
  [[nodiscard]] std::size_t unasked() const { return requests_.size(); }

 private:
  std::vector<std::string> requests_;
};

std::int64_t count_refused(std::vector<std::string> requests, const LoadOptions& options) {
  Check check(std::move(requests));
  const LoadResult result = run_load(check, options);
  return static_cast<std::int64_t>(result.failed + check.unasked());
}

}  // namespace

int acknowledged(const Site& site, const Options& options) {
  const BenchClient& client = site.clients.begin()->second;
  remember_consent(site, client);
  LoadOptions load{
      .port = site.port, .connections = options.connections_or(32), .duration = options.duration};
  Rounds rounds(site, client, load.connections);
  run_load(rounds, load);

  std::vector<std::string> shown;
  for (const std::string& token : rounds.access_tokens()) shown.push_back(userinfo(site, token));
  std::vector<std::string> refreshed;
  std::vector<std::string> repeated;
  for (const Tokens& tokens : rounds.last_refresh_tokens()) {
    refreshed.push_back(refresh(site, client, tokens.refresh_token));
  }
  for (const Tokens& tokens : rounds.unanswered()) {
    repeated.push_back(refresh(site, client, tokens.refresh_token));
  }
  Json json = Json::object();
  json.set("access_tokens", static_cast<std::int64_t>(shown.size()));
  json.set("refresh_tokens", static_cast<std::int64_t>(refreshed.size()));
  json.set("unanswered_refreshes", static_cast<std::int64_t>(repeated.size()));
  json.set("interrupted", rounds.interrupted());
  json.set("contradicted", rounds.contradicted());
  json.set("longest_gap_ms", rounds.longest_gap_ms());
  load.duration = std::chrono::minutes(1);
  json.set("access_tokens_lost", count_refused(std::move(shown), load));
  json.set("refresh_tokens_lost", count_refused(std::move(refreshed), load));
  json.set("unanswered_refused", count_refused(std::move(repeated), load));
  std::printf("%s\n", json.print().c_str());
  return 0;
}

}  // namespace lockspire::bench
