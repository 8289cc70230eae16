#include "tools/bench/workloads.h"

namespace lockspire::bench {

bool FetchDocument::next(std::size_t /*connection*/, std::string& request) {
  request = request_;
  return true;
}

bool FetchDocument::answered(std::size_t /*connection*/, const HttpResponse& response) {
  return response.status == 200;
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

RefreshTokens::RefreshTokens(const Site& site, const BenchClient& client,
                             std::vector<Tokens> tokens)
    : site_(site), client_(client) {
  for (Tokens& each : tokens) refresh_tokens_.push_back(std::move(each.refresh_token));
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

bool ShowUserinfo::next(std::size_t /*connection*/, std::string& request) {
  if (access_tokens_.empty()) return false;
  request = userinfo(site_, access_tokens_[at_++ % access_tokens_.size()]);
  return true;
}

bool ShowUserinfo::answered(std::size_t /*connection*/, const HttpResponse& response) {
  return response.status == 200;
}

}  // namespace lockspire::bench
