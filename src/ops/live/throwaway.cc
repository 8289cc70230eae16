#include "ops/live/throwaway.h"

#include <exception>
#include <stdexcept>
#include <utility>

#include "base/base64url.h"
#include "ops/clients.h"
#include "ops/live/site.h"

namespace lockspire::ops::live {
namespace {

constexpr std::string_view kPrefix = "lockspire-verify-";
// A run that goes on beside this one is younger.
constexpr Seconds kLongestRun{600};

Json metadata() {
  const std::vector<std::string> redirect_uris{std::string(kCallback)};
  Json json = Json::object();
  json.set("client_name", "lockspire verify --live");
  json.set("redirect_uris", Json::strings(redirect_uris));
  json.set("scope", "openid");
  json.set("token_endpoint_auth_method", "client_secret_basic");
  return json;
}

Secret registered(const Operator& who, const ClientId& id) {
  auto made = create_client(who, metadata().view(), id);
  if (!made) throw std::runtime_error("the throw-away client is refused: " + made.error().message);
  return std::move(made->secret);
}

}  // namespace

ThrowawayClient::ThrowawayClient(const Operator& who)
    : who_(who),
      id_(std::string(kPrefix) + base64url(who.random.bytes(12))),
      subject_(id_.text()),
      secret_(registered(who, id_)) {}

ThrowawayClient::~ThrowawayClient() {
  try {
    (void)delete_client(who_, id_);
  } catch (const std::exception&) {
    // The database is gone: the next run takes the client away.
  }
}

int remove_leftovers(const Operator& who) {
  int removed = 0;
  for (const Client& client : list_clients(who)) {
    const bool ours = client.client_id.text().starts_with(kPrefix);
    if (!ours || client.created_at > who.clock.now() - kLongestRun) continue;
    if (delete_client(who, client.client_id)) ++removed;
  }
  return removed;
}

}  // namespace lockspire::ops::live
