#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/socket.h>

#include "base/json.h"
#include "tools/bench/consent.h"
#include "tools/bench/modes.h"
#include "tools/bench/refresh_family.h"

namespace lockspire::bench {
namespace {

constexpr std::size_t kFamilies = 16;
// More than are ever answered.
constexpr std::size_t kStampede = 50;
constexpr int kPatienceMs = 20'000;

struct Counts {
  std::int64_t acknowledged = 0;
  std::int64_t answers_lost = 0;
  std::int64_t dropped_early = 0;
  std::int64_t duplicates = 0;
  std::int64_t asked_again = 0;
  std::int64_t interrupted = 0;
  std::int64_t families = 0;
  std::int64_t thefts = 0;
  std::int64_t revoked_exhausted = 0;
  std::int64_t revoked_late = 0;
  // What must not be.
  std::int64_t contradicted = 0;
  std::int64_t branched = 0;
  std::int64_t thefts_missed = 0;
};

bool is_refused(const HttpResponse& response) {
  const auto json = Json::parse(response.body);
  return response.status == 400 && json && json->view().string("error") == "invalid_grant";
}

// The peer learns that nobody reads any more.
void reset(const HttpConnection& connection) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(connection.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

class RefreshChaos {
 public:
  RefreshChaos(const Site& site, const BenchClient& client, std::uint64_t seed)
      : site_(site), client_(client), random_(seed) {}

  void run(std::size_t rounds);
  // Every family that was not revoked has one live token; its replay ends it.
  void finish();
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  using Connections = std::vector<std::unique_ptr<HttpConnection>>;

  std::size_t below(std::size_t limit) { return random_() % limit; }
  void act(RefreshFamily& family);
  void exchange(RefreshFamily& family);
  void lose_answer(RefreshFamily& family);
  void drop_early(RefreshFamily& family);
  void duplicate(RefreshFamily& family, std::size_t times);
  void ask_again(RefreshFamily& family);
  void steal(RefreshFamily& family);

  RefreshFamily begin();
  void judge_refusal(RefreshFamily& family, const HttpResponse& response, std::size_t shown);
  std::optional<HttpResponse> ask(const std::string& request);
  HttpResponse ask_until_answered(const std::string& request);
  void await_service();
  std::string refresh_request(const std::string& token) const {
    return refresh(site_, client_, token);
  }

  const Site& site_;
  const BenchClient& client_;
  std::mt19937_64 random_;
  std::vector<RefreshFamily> families_;
  std::uint64_t serial_ = 0;
  Counts counts_;
};

void RefreshChaos::run(std::size_t rounds) {
  while (families_.size() < kFamilies) families_.push_back(begin());
  while (counts_.acknowledged < static_cast<std::int64_t>(rounds)) act(families_[below(kFamilies)]);
}

void RefreshChaos::act(RefreshFamily& family) {
  const std::size_t chance = below(100);
  if (chance < 45) return exchange(family);
  if (chance < 60) return lose_answer(family);
  if (chance < 68) return drop_early(family);
  if (chance < 87) return duplicate(family, 2 + below(3));
  if (chance < 88) return duplicate(family, kStampede);
  if (chance < 97) return ask_again(family);
  steal(family);
}

void RefreshChaos::exchange(RefreshFamily& family) {
  ++family.shown;
  const auto response = ask(refresh_request(family.held.refresh_token));
  if (!response) return;
  auto tokens = tokens_of(*response);
  if (!tokens) return judge_refusal(family, *response, family.shown);
  ++counts_.acknowledged;
  advance(family, *std::move(tokens));
}

// The answer is there, and is thrown away unread.
void RefreshChaos::lose_answer(RefreshFamily& family) {
  ++family.shown;
  ++counts_.answers_lost;
  try {
    HttpConnection connection(site_.port);
    connection.send(refresh_request(family.held.refresh_token));
    pollfd readable{.fd = connection.fd(), .events = POLLIN, .revents = 0};
    ::poll(&readable, 1, kPatienceMs);
    reset(connection);
  } catch (const ConnectionLost&) {
    await_service();
  }
}

void RefreshChaos::drop_early(RefreshFamily& family) {
  if (!family.drops_early) return;
  ++family.shown;
  ++counts_.dropped_early;
  try {
    HttpConnection connection(site_.port);
    connection.send(refresh_request(family.held.refresh_token));
    reset(connection);
  } catch (const ConnectionLost&) {
    await_service();
  }
}

// The same token at the same instant from several connections: whoever is answered is answered
// alike.
void RefreshChaos::duplicate(RefreshFamily& family, std::size_t times) {
  const std::string request = refresh_request(family.held.refresh_token);
  std::optional<Tokens> heard;
  std::optional<HttpResponse> refused;
  bool interrupted = false;
  Connections connections;
  try {
    while (connections.size() < times) {
      connections.push_back(std::make_unique<HttpConnection>(site_.port));
    }
    for (const auto& connection : connections) {
      ++family.shown;
      ++counts_.duplicates;
      connection->send(request);
    }
  } catch (const ConnectionLost&) {
    interrupted = true;
  }
  for (const auto& connection : connections) {
    try {
      const HttpResponse response = connection->await();
      auto tokens = tokens_of(response);
      if (tokens && heard && tokens->refresh_token != heard->refresh_token) ++counts_.branched;
      if (tokens) heard = std::move(tokens);
      if (!tokens && response.status < 500) refused = response;
      interrupted = interrupted || response.status >= 500;
    } catch (const ConnectionLost&) {
      interrupted = true;
    }
  }
  if (interrupted) {
    ++counts_.interrupted;
    await_service();
  }
  if (refused) return judge_refusal(family, *refused, family.shown);
  if (!heard) return;
  ++counts_.acknowledged;
  advance(family, *std::move(heard));
}

// The client lost what it had heard, and asks with the token before: the same successor.
void RefreshChaos::ask_again(RefreshFamily& family) {
  if (family.previous.empty() || family.shown > 0) return;
  ++family.previous_shown;
  ++counts_.asked_again;
  const auto response = ask(refresh_request(family.previous));
  if (!response) return;
  auto tokens = tokens_of(*response);
  if (!tokens) return judge_refusal(family, *response, family.previous_shown);
  if (tokens->refresh_token != family.held.refresh_token) ++counts_.branched;
  family.held = *std::move(tokens);
}

// RFC 9700 4.14.2: a token whose successor was used has two holders: the family ends for both.
void RefreshChaos::steal(RefreshFamily& family) {
  if (family.superseded.empty()) return;
  ++counts_.thefts;
  const auto thief = ask_until_answered(refresh_request(family.superseded));
  const auto owner = ask_until_answered(refresh_request(family.held.refresh_token));
  const auto shown = ask_until_answered(userinfo(site_, family.held.access_token));
  if (!is_refused(thief) || !is_refused(owner) || shown.status != 401) ++counts_.thefts_missed;
  family = begin();
}

void RefreshChaos::finish() {
  for (RefreshFamily& family : families_) {
    const auto response = ask_until_answered(refresh_request(family.held.refresh_token));
    auto tokens = tokens_of(response);
    if (!tokens) {
      judge_refusal(family, response, family.shown + 1);
      continue;
    }
    advance(family, *std::move(tokens));
  }
}

RefreshFamily RefreshChaos::begin() {
  ++counts_.families;
  for (;;) {
    const auto target = authorize_target(site_, client_, ++serial_);
    const auto code = code_of(ask_until_answered(browse(site_, target, site_.session_cookie)));
    if (!code) throw std::runtime_error("refresh-chaos: no code");
    const auto response = ask(redeem_code(site_, client_, *code));
    if (!response) continue;
    auto tokens = tokens_of(*response);
    if (!tokens) throw std::runtime_error("refresh-chaos: no tokens for a code");
    return {.held = *std::move(tokens), .drops_early = counts_.families % 2 == 0};
  }
}

// A refused family must have been ended for a reason, and is ended.
void RefreshChaos::judge_refusal(RefreshFamily& family, const HttpResponse& response,
                                 std::size_t shown) {
  if (!is_refused(response)) {
    ++counts_.contradicted;
  } else if (shown > kMostAnswers) {
    ++counts_.revoked_exhausted;
  } else if (family.drops_early) {
    ++counts_.revoked_late;
  } else {
    ++counts_.contradicted;
  }
  family = begin();
}

// Nothing when the connection broke or the program was not there.
std::optional<HttpResponse> RefreshChaos::ask(const std::string& request) {
  try {
    auto response = HttpConnection(site_.port).exchange(request);
    if (response.status < 500) return response;
  } catch (const ConnectionLost&) {
  }
  ++counts_.interrupted;
  await_service();
  return std::nullopt;
}

HttpResponse RefreshChaos::ask_until_answered(const std::string& request) {
  for (;;) {
    if (auto response = ask(request)) return *std::move(response);
  }
}

// Until the token program answers again, with a 405.
void RefreshChaos::await_service() {
  const std::string path = site_.mount + "/token";
  for (int tries = 0; tries < 5'000; ++tries) {
    try {
      if (HttpConnection(site_.port).exchange(get(site_, path)).status == 405) return;
    } catch (const ConnectionLost&) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  throw std::runtime_error("refresh-chaos: the token program does not come back");
}

}  // namespace

int refresh_chaos(const Site& site, const Options& options) {
  const BenchClient& client = site.clients.begin()->second;
  remember_consent(site, client);
  RefreshChaos chaos(site, client, options.seed);
  chaos.run(options.rounds);
  chaos.finish();
  const Counts& counts = chaos.counts();
  Json json = Json::object();
  json.set("seed", static_cast<std::int64_t>(options.seed));
  json.set("acknowledged", counts.acknowledged);
  json.set("answers_lost", counts.answers_lost);
  json.set("dropped_early", counts.dropped_early);
  json.set("duplicates", counts.duplicates);
  json.set("asked_again", counts.asked_again);
  json.set("interrupted", counts.interrupted);
  json.set("families", counts.families);
  json.set("thefts", counts.thefts);
  json.set("revoked_exhausted", counts.revoked_exhausted);
  json.set("revoked_late", counts.revoked_late);
  json.set("contradicted", counts.contradicted);
  json.set("branched", counts.branched);
  json.set("thefts_missed", counts.thefts_missed);
  std::printf("%s\n", json.print().c_str());
  return 0;
}

}  // namespace lockspire::bench
