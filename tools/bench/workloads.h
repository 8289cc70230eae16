// What is asked of each endpoint, and what comes of it for the next one: authorize makes codes,
// codes make tokens, tokens are refreshed and shown to userinfo.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/bench/load.h"
#include "tools/bench/requests.h"
#include "tools/bench/site.h"

namespace lockspire::bench {

// The same document again and again.
class FetchDocument : public Workload {
 public:
  FetchDocument(const Site& site, std::string_view path) : request_(get(site, path)) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

 private:
  std::string request_;
};

// Codes of a signed-in person whose consent is remembered.
class Authorize : public Workload {
 public:
  Authorize(const Site& site, const BenchClient& client, std::size_t most = SIZE_MAX)
      : site_(site), client_(client), left_(most) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

  [[nodiscard]] std::vector<std::string> take_codes() { return std::move(codes_); }

 private:
  const Site& site_;
  const BenchClient& client_;
  std::size_t left_;
  std::uint64_t serial_ = 0;
  std::vector<std::string> codes_;
};

// Each code once.
class RedeemCodes : public Workload {
 public:
  RedeemCodes(const Site& site, const BenchClient& client, std::vector<std::string> codes)
      : site_(site), client_(client), codes_(std::move(codes)) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

  [[nodiscard]] std::vector<Tokens> take_tokens() { return std::move(tokens_); }
  // The codes that were not asked for.
  [[nodiscard]] std::vector<std::string> take_codes() { return std::move(codes_); }

 private:
  const Site& site_;
  const BenchClient& client_;
  std::vector<std::string> codes_;
  std::vector<Tokens> tokens_;
};

// Each refresh token once, then its successor.
class RefreshTokens : public Workload {
 public:
  RefreshTokens(const Site& site, const BenchClient& client, std::vector<Tokens> tokens);
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

 private:
  const Site& site_;
  const BenchClient& client_;
  std::deque<std::string> refresh_tokens_;
};

// Each access token in turn.
class ShowUserinfo : public Workload {
 public:
  ShowUserinfo(const Site& site, std::vector<std::string> access_tokens)
      : site_(site), access_tokens_(std::move(access_tokens)) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

 private:
  const Site& site_;
  std::vector<std::string> access_tokens_;
  std::size_t at_ = 0;
};

}  // namespace lockspire::bench
