// What is asked of each endpoint, and what comes of it for the next one: authorize makes codes,
// codes make tokens, tokens are refreshed and shown.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/bench/load.h"
#include "tools/bench/requests.h"
#include "tools/bench/site.h"

namespace lockspire::bench {

// Each request in turn, again and again; the wanted answer is a 200 that has `wanted` in its body.
class Repeat : public Workload {
 public:
  Repeat(std::vector<std::string> requests, std::string_view wanted)
      : requests_(std::move(requests)), wanted_(wanted) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

 private:
  std::vector<std::string> requests_;
  std::string wanted_;
  std::size_t at_ = 0;
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

 private:
  const Site& site_;
  const BenchClient& client_;
  std::vector<std::string> codes_;
  std::vector<Tokens> tokens_;
};

// From the authorization request to the tokens, as one: a code, and its redemption.
class CompleteFlow : public Workload {
 public:
  CompleteFlow(const Site& site, const BenchClient& client) : site_(site), client_(client) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;
  [[nodiscard]] bool midway(std::size_t connection) const override;
  void lost(std::size_t connection) override { code_of_connection(connection).clear(); }

 private:
  std::string& code_of_connection(std::size_t connection);

  const Site& site_;
  const BenchClient& client_;
  std::vector<std::string> codes_;
  std::uint64_t serial_ = 0;
};

// Each refresh token once, then its successor.
class RefreshTokens : public Workload {
 public:
  RefreshTokens(const Site& site, const BenchClient& client, const std::vector<Tokens>& tokens);
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

 private:
  const Site& site_;
  const BenchClient& client_;
  std::deque<std::string> refresh_tokens_;
};

// Access tokens that the API client asks for itself; some are kept.
class AskForItself : public Workload {
 public:
  explicit AskForItself(const Site& site, std::size_t most = SIZE_MAX) : site_(site), left_(most) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override;

  [[nodiscard]] std::vector<std::string> take_tokens() { return std::move(tokens_); }

 private:
  const Site& site_;
  std::size_t left_;
  std::vector<std::string> tokens_;
};

// So many requests of another workload. REQUIRES: the other one outlives it.
class AtMost : public Workload {
 public:
  AtMost(Workload& all, std::size_t most) : all_(all), left_(most) {}
  bool next(std::size_t connection, std::string& request) override;
  bool answered(std::size_t connection, const HttpResponse& response) override {
    return all_.answered(connection, response);
  }
  [[nodiscard]] bool midway(std::size_t connection) const override {
    return all_.midway(connection);
  }
  void lost(std::size_t connection) override { all_.lost(connection); }

 private:
  Workload& all_;
  std::size_t left_;
};

}  // namespace lockspire::bench
