#include "tools/bench/supply.h"

#include <stdexcept>

#include "tools/bench/consent.h"
#include "tools/bench/workloads.h"

namespace lockspire::bench {
namespace {

constexpr std::size_t kAccessTokens = 2'048;
// The guard remembers a token for a second: so many are asked about in more than that.
constexpr std::size_t kApiTokens = 20'000;

template <typename Tokens>
void require_some(const Tokens& tokens, const char* what) {
  if (tokens.empty()) throw std::runtime_error(std::string("the site gave no ") + what);
}

}  // namespace

Supply::Supply(const Site& site) : site_(site) {
  for (const auto& [alg, client] : site.clients) remember_consent(site, client);
}

const BenchClient& Supply::client(std::string_view alg) const {
  const auto found = site_.clients.find(alg);
  if (found == site_.clients.end()) throw std::runtime_error("no client for " + std::string(alg));
  return found->second;
}

LoadOptions Supply::preparation() const {
  return {.port = site_.port, .connections = 32, .duration = std::chrono::seconds(20)};
}

std::vector<std::string> Supply::codes(std::string_view alg, const LoadOptions& load) {
  Authorize authorize(site_, client(alg));
  LoadOptions longer = load;
  longer.duration += load.duration / 4;
  run_load(authorize, longer);
  auto codes = authorize.take_codes();
  require_some(codes, "code");
  return codes;
}

std::vector<Tokens> Supply::tokens(std::string_view alg, std::size_t count) {
  const BenchClient& who = client(alg);
  Authorize authorize(site_, who, count);
  run_load(authorize, preparation());
  RedeemCodes redeem(site_, who, authorize.take_codes());
  run_load(redeem, preparation());
  auto tokens = redeem.take_tokens();
  require_some(tokens, "token");
  return tokens;
}

const std::vector<std::string>& Supply::access_tokens() {
  if (access_tokens_.empty()) {
    for (Tokens& each : tokens("ES256", kAccessTokens)) {
      access_tokens_.push_back(std::move(each.access_token));
    }
  }
  return access_tokens_;
}

const std::vector<std::string>& Supply::api_tokens() {
  if (api_tokens_.empty()) {
    AskForItself ask(site_, kApiTokens);
    run_load(ask, preparation());
    api_tokens_ = ask.take_tokens();
    require_some(api_tokens_, "token for the API");
  }
  return api_tokens_;
}

}  // namespace lockspire::bench
