#include <array>
#include <cstdio>

#include "base/json.h"
#include "tools/bench/consent.h"
#include "tools/bench/modes.h"
#include "tools/bench/workloads.h"

namespace lockspire::bench {
namespace {

struct Counts {
  std::int64_t one_winner = 0;
  std::int64_t loser_refused = 0;
  std::int64_t access_token_dead = 0;
  std::int64_t refresh_token_dead = 0;
};

bool is_error(const HttpResponse& response, int status, std::string_view code) {
  const auto json = Json::parse(response.body);
  return response.status == status && json && json->view().string("error") == code;
}

class Race {
 public:
  Race(const Site& site, const BenchClient& client)
      : site_(site), client_(client), pair_{HttpConnection(site.port), HttpConnection(site.port)} {}

  // RFC 6749 4.1.2: a code used twice is refused, and what it brought is revoked.
  void redeem_twice(const std::string& code, Counts& counts) {
    const std::string request = redeem_code(site_, client_, code);
    for (auto& connection : pair_) connection.send(request);
    const std::array answers{pair_[0].await(), pair_[1].await()};
    const std::size_t winner = answers[0].status == 200 ? 0 : 1;
    const auto tokens = tokens_of(answers[winner]);
    if (!tokens || answers[1 - winner].status == 200) return;
    ++counts.one_winner;
    counts.loser_refused += is_error(answers[1 - winner], 400, "invalid_grant") ? 1 : 0;
    const auto shown = pair_[0].exchange(userinfo(site_, tokens->access_token));
    counts.access_token_dead += shown.status == 401 ? 1 : 0;
    const auto refreshed = pair_[1].exchange(refresh(site_, client_, tokens->refresh_token));
    counts.refresh_token_dead += is_error(refreshed, 400, "invalid_grant") ? 1 : 0;
  }

 private:
  const Site& site_;
  const BenchClient& client_;
  std::array<HttpConnection, 2> pair_;
};

}  // namespace

int race(const Site& site, const Options& options) {
  const BenchClient& client = site.clients.begin()->second;
  remember_consent(site, client);
  Authorize authorize(site, client, options.rounds);
  run_load(authorize, {.port = site.port, .duration = options.duration});
  Race racing(site, client);
  Counts counts;
  const auto codes = authorize.take_codes();
  for (const std::string& code : codes) racing.redeem_twice(code, counts);
  Json json = Json::object();
  json.set("rounds", static_cast<std::int64_t>(codes.size()));
  json.set("one_winner", counts.one_winner);
  json.set("loser_refused", counts.loser_refused);
  json.set("access_token_dead", counts.access_token_dead);
  json.set("refresh_token_dead", counts.refresh_token_dead);
  std::printf("%s\n", json.print().c_str());
  return 0;
}

}  // namespace lockspire::bench
