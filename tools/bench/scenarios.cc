#include "tools/bench/scenarios.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "tools/bench/ceiling.h"
#include "tools/bench/requests.h"
#include "tools/bench/workloads.h"

namespace lockspire::bench {
namespace {

using Prepared = std::unique_ptr<Workload>;

// What nginx serves by itself, so that no host is measured: with the guard, and without.
constexpr std::string_view kGuardedPath = "/api/pixel.gif";
constexpr std::string_view kOpenPath = "/open/pixel.gif";
constexpr std::string_view kGif = "GIF89a";

constexpr std::size_t kRefreshTokens = 512;

Prepared repeat(std::string request, std::string_view wanted) {
  return std::make_unique<Repeat>(std::vector{std::move(request)}, wanted);
}

Prepared fetch(const Site& site, std::string_view path, std::string_view wanted) {
  return repeat(get(site, path), wanted);
}

Prepared empty_program(Supply& supply, const LoadOptions& /*load*/) {
  return fetch(supply.site(), kEmptyPath, "{}");
}
Prepared signed_rows(Supply& supply, const LoadOptions& /*load*/) {
  return fetch(supply.site(), kSignedRowsPath, "token");
}
Prepared discovery(Supply& supply, const LoadOptions& /*load*/) {
  return fetch(supply.site(), supply.site().paths.discovery, "\"issuer\"");
}
Prepared jwks(Supply& supply, const LoadOptions& /*load*/) {
  return fetch(supply.site(), supply.site().paths.jwks, "\"keys\"");
}
Prepared metrics(Supply& supply, const LoadOptions& /*load*/) {
  return fetch(supply.site(), supply.site().paths.metrics, "lockspire_");
}
Prepared account(Supply& supply, const LoadOptions& /*load*/) {
  const Site& site = supply.site();
  return repeat(browse(site, site.paths.account, site.session_cookie), "data-page=\"apps\"");
}

Prepared authorize(Supply& supply, const LoadOptions& /*load*/) {
  return std::make_unique<Authorize>(supply.site(), supply.client("ES256"));
}
Prepared flow(Supply& supply, const LoadOptions& /*load*/) {
  return std::make_unique<CompleteFlow>(supply.site(), supply.client("ES256"));
}

template <const char* Alg>
Prepared code(Supply& supply, const LoadOptions& load) {
  return std::make_unique<RedeemCodes>(supply.site(), supply.client(Alg), supply.codes(Alg, load));
}
template <const char* Alg>
Prepared refresh(Supply& supply, const LoadOptions& /*load*/) {
  return std::make_unique<RefreshTokens>(supply.site(), supply.client(Alg),
                                         supply.tokens(Alg, kRefreshTokens));
}
constexpr char kEs256[] = "ES256";
constexpr char kRs256[] = "RS256";

Prepared client_credentials(Supply& supply, const LoadOptions& /*load*/) {
  return std::make_unique<AskForItself>(supply.site());
}

// A request for each token.
template <typename Ask>
Prepared each(const std::vector<std::string>& tokens, std::string_view wanted, Ask ask) {
  std::vector<std::string> requests;
  requests.reserve(tokens.size());
  for (const std::string& token : tokens) requests.push_back(ask(token));
  return std::make_unique<Repeat>(std::move(requests), wanted);
}

Prepared introspection(Supply& supply, const LoadOptions& /*load*/) {
  return each(supply.access_tokens(), "\"active\":true", [&](const std::string& token) {
    return introspect(supply.site(), supply.client(kEs256), token);
  });
}
Prepared user_info(Supply& supply, const LoadOptions& /*load*/) {
  return each(supply.access_tokens(), "\"sub\"",
              [&](const std::string& token) { return userinfo(supply.site(), token); });
}
Prepared revocation(Supply& supply, const LoadOptions& /*load*/) {
  std::vector<std::string> tokens;
  for (auto& granted : supply.tokens(kEs256, 64)) tokens.push_back(std::move(granted.access_token));
  return each(tokens, "", [&](const std::string& token) {
    return revoke(supply.site(), supply.client(kEs256), token);
  });
}

Prepared open_location(Supply& supply, const LoadOptions& /*load*/) {
  return repeat(call_api(supply.site(), kOpenPath, ""), kGif);
}
Prepared guard_one(Supply& supply, const LoadOptions& /*load*/) {
  return repeat(call_api(supply.site(), kGuardedPath, supply.api_tokens().front()), kGif);
}
Prepared guard_many(Supply& supply, const LoadOptions& /*load*/) {
  return each(supply.api_tokens(), kGif, [&](const std::string& token) {
    return call_api(supply.site(), kGuardedPath, token);
  });
}

constexpr std::array kScenarios{
    Scenario{kEmptyScenario, kCeilingProgram, "", Limit::kNone, Shown::kOurs, empty_program},
    Scenario{kSignedRowsScenario, kCeilingProgram, "", Limit::kNone, Shown::kOurs, signed_rows},
    Scenario{"discovery", "discovery", "", Limit::kEmptyProgram, Shown::kAlways, discovery},
    Scenario{"jwks", "jwks", "", Limit::kEmptyProgram, Shown::kAlways, jwks},
    Scenario{"authorize", "authorize", "", Limit::kSignedRows, Shown::kAlways, authorize},
    Scenario{"flow", "token", "authorize", Limit::kSignedRows, Shown::kAlways, flow},
    Scenario{"code", "token", "", Limit::kSignedRows, Shown::kAlways, code<kEs256>},
    Scenario{"code-rs256", "token", "", Limit::kSignedRows, Shown::kOurs, code<kRs256>},
    Scenario{"refresh", "token", "", Limit::kSignedRows, Shown::kAlways, refresh<kEs256>},
    Scenario{"refresh-rs256", "token", "", Limit::kSignedRows, Shown::kOurs, refresh<kRs256>},
    Scenario{"client_credentials", "token", "", Limit::kSignedRows, Shown::kAlways,
             client_credentials},
    Scenario{"introspection", "introspect", "", Limit::kEmptyProgram, Shown::kAlways,
             introspection},
    Scenario{"userinfo", "userinfo", "", Limit::kEmptyProgram, Shown::kAlways, user_info},
    Scenario{"open location", "guard", "", Limit::kNone, Shown::kOurs, open_location},
    Scenario{"guard: one token", "guard", "", Limit::kEmptyProgram, Shown::kOurs, guard_one},
    Scenario{"guard: many tokens", "guard", "", Limit::kEmptyProgram, Shown::kOurs, guard_many},
    Scenario{"revocation", "revoke", "", Limit::kNone, Shown::kSoak, revocation},
    Scenario{"account", "account", "", Limit::kNone, Shown::kSoak, account},
    Scenario{"metrics", "metrics", "", Limit::kNone, Shown::kSoak, metrics},
};

}  // namespace

std::span<const Scenario> scenarios() {
  return kScenarios;
}

}  // namespace lockspire::bench
