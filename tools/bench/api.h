// The host's API behind the guard: what is asked of it, and with which tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/bench/load.h"
#include "tools/bench/site.h"

namespace lockspire::bench {

// Something that nginx serves by itself, so that no host is measured: without the guard, and with
// it.
inline constexpr std::string_view kOpenPath = "/open/pixel.gif";
inline constexpr std::string_view kGuardedPath = "/api/pixel.gif";

// So many access tokens for the API, which the client asks for itself.
class ObtainApiTokens : public Workload {
 public:
  ObtainApiTokens(const Site& site, std::size_t most) : site_(site), left_(most) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

  [[nodiscard]] std::vector<std::string> take_tokens() { return std::move(tokens_); }

 private:
  const Site& site_;
  std::size_t left_;
  std::vector<std::string> tokens_;
};

// Each token in turn; an empty one is none.
class CallApi : public Workload {
 public:
  CallApi(const Site& site, std::string_view path, std::vector<std::string> tokens)
      : site_(site), path_(path), tokens_(std::move(tokens)) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

 private:
  const Site& site_;
  std::string path_;
  std::vector<std::string> tokens_;
  std::size_t at_ = 0;
};

}  // namespace lockspire::bench
