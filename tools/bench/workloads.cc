#include "tools/bench/workloads.h"

#include "base/json.h"

namespace lockspire::bench {
namespace {

constexpr std::size_t kKept = 20'000;

}  // namespace

bool Repeat::next(std::size_t /*connection*/, std::string& request) {
  if (requests_.empty()) return false;
  request = requests_[at_++ % requests_.size()];
  return true;
}

bool Repeat::answered(std::size_t /*connection*/, const HttpResponse& response) {
  return response.status == 200 && response.body.find(wanted_) != std::string::npos;
}

bool Authorize::next(std::size_t /*connection*/, std::string& request) {
  if (left_ == 0) return false;
  --left_;
  request = browse(site_, authorize_target(site_, client_, ++serial_), site_.session_cookie);
  return true;
}

bool Authorize::answered(std::size_t /*connection*/, const HttpResponse& response) {
  auto code = code_of(response);
  if (!code) return false;
  codes_.push_back(*std::move(code));
  return true;
}

bool RedeemCodes::next(std::size_t /*connection*/, std::string& request) {
  if (codes_.empty()) return false;
  request = redeem_code(site_, client_, codes_.back());
  codes_.pop_back();
  return true;
}

bool RedeemCodes::answered(std::size_t /*connection*/, const HttpResponse& response) {
  auto tokens = tokens_of(response);
  if (!tokens) return false;
  tokens_.push_back(*std::move(tokens));
  return true;
}

std::string& CompleteFlow::code_of_connection(std::size_t connection) {
  if (codes_.size() <= connection) codes_.resize(connection + 1);
  return codes_[connection];
}

bool CompleteFlow::next(std::size_t connection, std::string& request) {
  const std::string& code = code_of_connection(connection);
  request = code.empty()
                ? browse(site_, authorize_target(site_, client_, ++serial_), site_.session_cookie)
                : redeem_code(site_, client_, code);
  return true;
}

bool CompleteFlow::answered(std::size_t connection, const HttpResponse& response) {
  std::string& code = code_of_connection(connection);
  if (!code.empty()) {
    code.clear();
    return tokens_of(response).has_value();
  }
  code = code_of(response).value_or("");
  return !code.empty();
}

bool CompleteFlow::midway(std::size_t connection) const {
  return connection < codes_.size() && !codes_[connection].empty();
}

RefreshTokens::RefreshTokens(const Site& site, const BenchClient& client,
                             const std::vector<Tokens>& tokens)
    : site_(site), client_(client) {
  for (const Tokens& each : tokens) refresh_tokens_.push_back(each.refresh_token);
}

bool RefreshTokens::next(std::size_t /*connection*/, std::string& request) {
  if (refresh_tokens_.empty()) return false;
  request = refresh(site_, client_, refresh_tokens_.front());
  refresh_tokens_.pop_front();
  return true;
}

bool RefreshTokens::answered(std::size_t /*connection*/, const HttpResponse& response) {
  auto tokens = tokens_of(response);
  if (!tokens) return false;
  refresh_tokens_.push_back(std::move(tokens->refresh_token));
  return true;
}

bool AskForItself::next(std::size_t /*connection*/, std::string& request) {
  if (left_ == 0) return false;
  --left_;
  request = ask_for_itself(site_, site_.api_client);
  return true;
}

bool AskForItself::answered(std::size_t /*connection*/, const HttpResponse& response) {
  const auto json = Json::parse(response.body);
  const auto token = json ? json->view().string("access_token") : std::nullopt;
  if (response.status != 200 || !token) return false;
  if (tokens_.size() < kKept) tokens_.emplace_back(*token);
  return true;
}

bool AtMost::next(std::size_t connection, std::string& request) {
  const bool goes_on = all_.midway(connection);
  if (left_ == 0 && !goes_on) return false;
  if (!goes_on) --left_;
  return all_.next(connection, request);
}

}  // namespace lockspire::bench
