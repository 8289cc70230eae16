#include <algorithm>
#include <cstdio>

#include "base/json.h"
#include "tools/bench/consent.h"
#include "tools/bench/modes.h"
#include "tools/bench/workloads.h"

namespace lockspire::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

// What a round came to. Tokens of a revocation whose answer was lost are in neither list: they may
// be alive or dead.
struct Acknowledged {
  std::vector<std::string> access_tokens{};   // must be alive
  std::vector<std::string> refresh_tokens{};  // must be good, once
  std::vector<std::string> unanswered{};      // exchanged, maybe: must be answered again
  std::vector<std::string> dead_access{};     // their grant was revoked
  std::vector<std::string> dead_refresh{};
  std::vector<std::string> spent_codes{};
};

// On each connection: authorize, redeem the code, refresh, then show the token to userinfo or
// revoke the grant, and again. A 5xx or a broken connection is an interruption, after which a new
// round begins; any other answer than the wanted one means that something acknowledged was lost.
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
        request = refresh(site_, client_, chain.refresh_token);
        break;
      case Step::kUserinfo:
        request = userinfo(site_, chain.access_tokens.back());
        break;
      case Step::kRevoke:
        request = revoke(site_, client_, chain.refresh_token);
        break;
    }
    return true;
  }

  bool answered(std::size_t connection, const HttpResponse& response) override {
    if (response.status >= 500) {
      lost(connection);
      return false;
    }
    if (!take(chains_[connection], response)) {
      ++contradicted_;
      chains_[connection] = {};
      return false;
    }
    note_progress();
    return true;
  }

  void lost(std::size_t connection) override {
    Chain& chain = chains_[connection];
    ++interrupted_;
    // A successor may exist, but nobody was told.
    if (chain.step == Step::kRefresh) found_.unanswered.push_back(chain.refresh_token);
    if (chain.step == Step::kUserinfo) found_.refresh_tokens.push_back(chain.refresh_token);
    if (chain.step != Step::kRevoke) append(found_.access_tokens, chain.access_tokens);
    chain = {};
  }

  // Ends what is under way.
  Acknowledged take_found() {
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      append(found_.access_tokens, chains_[i].access_tokens);
      chains_[i] = {};
    }
    return std::move(found_);
  }
  [[nodiscard]] std::int64_t contradicted() const { return contradicted_; }
  [[nodiscard]] std::int64_t interrupted() const { return interrupted_; }
  [[nodiscard]] std::int64_t longest_gap_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(longest_gap_).count();
  }

 private:
  enum class Step { kAuthorize, kCode, kRefresh, kUserinfo, kRevoke };
  struct Chain {
    Step step = Step::kAuthorize;
    std::string code{};
    std::vector<std::string> access_tokens{};
    std::string refresh_token{};
  };

  static void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
    to.insert(to.end(), from.begin(), from.end());
  }

  bool take(Chain& chain, const HttpResponse& response) {
    switch (chain.step) {
      case Step::kAuthorize:
        return take_code(chain, response);
      case Step::kCode:
      case Step::kRefresh:
        return take_tokens(chain, response);
      case Step::kUserinfo:
        append(found_.access_tokens, chain.access_tokens);
        found_.refresh_tokens.push_back(chain.refresh_token);
        break;
      case Step::kRevoke:
        append(found_.dead_access, chain.access_tokens);
        found_.dead_refresh.push_back(chain.refresh_token);
        break;
    }
    chain = {};
    return response.status == 200;
  }

  static bool take_code(Chain& chain, const HttpResponse& response) {
    auto code = code_of(response);
    if (!code) return false;
    chain.code = *std::move(code);
    chain.step = Step::kCode;
    return true;
  }

  bool take_tokens(Chain& chain, const HttpResponse& response) {
    const auto tokens = tokens_of(response);
    if (!tokens) return false;
    chain.access_tokens.push_back(tokens->access_token);
    chain.refresh_token = tokens->refresh_token;
    if (chain.step == Step::kCode) {
      found_.spent_codes.push_back(chain.code);
      chain.step = Step::kRefresh;
    } else {
      chain.step = ++rounds_ % kRevokedOneOf == 0 ? Step::kRevoke : Step::kUserinfo;
    }
    return true;
  }

  void note_progress() {
    const auto now = SteadyClock::now();
    longest_gap_ = std::max(longest_gap_, now - progress_);
    progress_ = now;
  }

  static constexpr std::uint64_t kRevokedOneOf = 4;

  const Site& site_;
  const BenchClient& client_;
  std::vector<Chain> chains_;
  Acknowledged found_;
  std::uint64_t serial_ = 0;
  std::uint64_t rounds_ = 0;
  std::int64_t contradicted_ = 0;
  std::int64_t interrupted_ = 0;
  SteadyClock::time_point progress_ = SteadyClock::now();
  SteadyClock::duration longest_gap_{};
};

// Each request until it is answered by more than "not now"; how many did not get the answer they
// must get.
class Check : public Workload {
 public:
  Check(std::vector<std::string> requests, int status, std::size_t connections)
      : requests_(std::move(requests)),
        under_way_(connections),
        status_(status),
        patience_(kPatience + requests_.size()) {}

  bool next(std::size_t connection, std::string& request) override {
    if (requests_.empty() || interrupted_ > patience_) return false;
    under_way_[connection] = std::move(requests_.back());
    requests_.pop_back();
    request = under_way_[connection];
    return true;
  }
  bool answered(std::size_t connection, const HttpResponse& response) override {
    if (response.status >= 500) {
      lost(connection);
      return false;
    }
    if (response.status != status_) ++wrong_;
    return response.status == status_;
  }
  void lost(std::size_t connection) override {
    ++interrupted_;
    requests_.push_back(std::move(under_way_[connection]));
  }
  [[nodiscard]] std::size_t wrong() const { return wrong_ + requests_.size(); }

 private:
  static constexpr std::size_t kPatience = 1'000;

  std::vector<std::string> requests_;
  std::vector<std::string> under_way_;
  int status_;
  std::size_t patience_;
  std::size_t interrupted_ = 0;
  std::size_t wrong_ = 0;
};

// Looks at everything afterwards. The order matters: a replay ends what it was issued for.
class Audit {
 public:
  Audit(const Site& site, const BenchClient& client, const LoadOptions& load)
      : site_(site), client_(client), load_(load) {
    load_.duration = std::chrono::minutes(10);
  }

  void run(const Acknowledged& found, Json& json) const {
    const auto show = [&](const std::string& token) { return userinfo(site_, token); };
    const auto exchange = [&](const std::string& token) { return refresh(site_, client_, token); };
    const auto redeem = [&](const std::string& code) { return redeem_code(site_, client_, code); };
    count(json, "access_tokens", "access_tokens_lost", found.access_tokens, show, 200);
    count(json, "refresh_tokens", "refresh_tokens_lost", found.refresh_tokens, exchange, 200);
    count(json, "unanswered_refreshes", "unanswered_refused", found.unanswered, exchange, 200);
    count(json, "revoked_access_tokens", "revoked_access_alive", found.dead_access, show, 401);
    count(json, "revoked_refresh_tokens", "revoked_refresh_alive", found.dead_refresh, exchange,
          400);
    count(json, "codes", "codes_spent_twice", found.spent_codes, redeem, 400);
  }

 private:
  template <typename Ask>
  void count(Json& json, std::string_view all, std::string_view wrong,
             const std::vector<std::string>& secrets, Ask ask, int status) const {
    std::vector<std::string> requests;
    requests.reserve(secrets.size());
    for (const std::string& secret : secrets) requests.push_back(ask(secret));
    json.set(all, static_cast<std::int64_t>(requests.size()));
    Check check(std::move(requests), status, load_.connections);
    run_load(check, load_);
    json.set(wrong, static_cast<std::int64_t>(check.wrong()));
  }

  const Site& site_;
  const BenchClient& client_;
  LoadOptions load_;
};

}  // namespace

int acknowledged(const Site& site, const Options& options) {
  const BenchClient& client = site.clients.begin()->second;
  remember_consent(site, client);
  const LoadOptions load{
      .port = site.port, .connections = options.connections_or(32), .duration = options.duration};
  Rounds rounds(site, client, load.connections);
  run_load(rounds, load);
  Json json = Json::object();
  json.set("interrupted", rounds.interrupted());
  json.set("contradicted", rounds.contradicted());
  json.set("longest_gap_ms", rounds.longest_gap_ms());
  Audit(site, client, load).run(rounds.take_found(), json);
  std::printf("%s\n", json.print().c_str());
  return 0;
}

}  // namespace lockspire::bench
