// The claims of a client assertion, as JSON; and registered key sets.
#include "protocol/client_assertion.h"

#include <string>

#include "jose/jws.h"
#include "protocol/registered_keys.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

constexpr const char* kIssuer = "https://example.com/lockspire";
const std::string kKey(32, 'k');
const Instant kNow = from_unix(1'700'000'000);

void check_claims(const Json& claims) {
  const Secret token = jose::sign_hs256(kKey, "", "", claims);
  const auto form = http::Form::parse(
      "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
      "&client_assertion=" +
      token.reveal());
  always(form.has_value(), "a compact JWS needs no encoding in a form");
  auto assertion = read_client_assertion(*form);
  if (!assertion) return;
  always(assertion->has_value(), "an assertion that is there is read");
  Client client;
  client.client_id = (*assertion)->client_id;
  const auto use = check_client_assertion(**assertion, client, kIssuer, kNow);
  if (!use) return;
  const JsonView said = claims.view();
  always(said.string("aud") == kIssuer, "it is for this server alone");
  always(said.string("iss") == client.client_id.text(), "it is the client's own");
  always(said.integer("exp") > to_unix(kNow), "it has not ended");
  always(use->expires_at <= kNow + kAssertionLifetime + kAssertionSkew + Seconds(60),
         "it is remembered for a bounded time");
  always(use->expires_at > from_unix(*said.integer("exp")), "it is remembered until it has ended");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto json = Json::parse(fuzz::text_of(bytes, size));
  if (!json) return 0;
  if (json->view().is_object()) check_claims(*json);
  if (broken_jwks_rule(json->view())) return 0;
  for (const JsonView key : json->view().member("keys")->items()) {
    always(!key.member("d") && !key.member("k"), "no private key is registered");
  }
  return 0;
}
