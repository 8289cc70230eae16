#include "tools/bench/api.h"

#include "base/json.h"
#include "tools/bench/requests.h"

namespace lockspire::bench {

bool ObtainApiTokens::next(std::size_t /*connection*/, std::string& request) {
  if (left_ == 0) return false;
  --left_;
  request = ask_for_itself(site_, site_.api_client);
  return true;
}

bool ObtainApiTokens::answered(std::size_t /*connection*/, const HttpResponse& response) {
  const auto json = Json::parse(response.body);
  const auto token = json ? json->view().string("access_token") : std::nullopt;
  if (!token) return false;
  tokens_.emplace_back(*token);
  return true;
}

bool CallApi::next(std::size_t /*connection*/, std::string& request) {
  if (tokens_.empty()) return false;
  request = call_api(site_, path_, tokens_[at_++ % tokens_.size()]);
  return true;
}

bool CallApi::answered(std::size_t /*connection*/, const HttpResponse& response) {
  return response.status == 200;
}

}  // namespace lockspire::bench
