// What scenarios need before they begin: codes to redeem, tokens to refresh and to show.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/load.h"
#include "tools/bench/requests.h"
#include "tools/bench/site.h"

namespace lockspire::bench {

class Supply {
 public:
  // The person's consent is given and remembered for every client. Throws std::runtime_error when
  // the site does not play along. `site` must outlive it.
  explicit Supply(const Site& site);

  [[nodiscard]] const Site& site() const { return site_; }
  // Throws std::runtime_error when the site has no client with ID tokens of that algorithm.
  [[nodiscard]] const BenchClient& client(std::string_view alg) const;

  // Fresh codes, about as many as can be redeemed with that load.
  std::vector<std::string> codes(std::string_view alg, const LoadOptions& load);
  // Fresh tokens, each to be refreshed.
  std::vector<Tokens> tokens(std::string_view alg, std::size_t count);
  // Access tokens of the person, and of the client that asks for itself: the same ones every time.
  const std::vector<std::string>& access_tokens();
  const std::vector<std::string>& api_tokens();

 private:
  [[nodiscard]] LoadOptions preparation() const;

  const Site& site_;
  std::vector<std::string> access_tokens_;
  std::vector<std::string> api_tokens_;
};

}  // namespace lockspire::bench
