#include "jose/jws.h"

#include <string>

#include "base/base64url.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

const std::string kKey(32, 'k');

void check_verdict(const jose::CompactJws& jws) {
  static const auto key = jose::SigningKey::generate(jose::Alg::kEs256);
  static const auto rsa = jose::SigningKey::generate(jose::Alg::kRs256);
  always(!jose::verify(jws, jose::Alg::kEs256, key.public_key()), "ES256 is not forged");
  always(!jose::verify(jws, jose::Alg::kRs256, rsa.public_key()), "RS256 is not forged");
  always(!jose::verify(jws, jose::Alg::kRs256, key.public_key()), "a key has one type");
  always(!jose::verify_hs256(jws, kKey), "HS256 is not forged");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  if (const auto jws = jose::parse_compact(text)) {
    always(jws->signing_input + "." + base64url(jws->signature) == text, "a JWS has one spelling");
    always(jws->payload.view().is_object(), "a payload is an object");
    for (const char* name : {"crit", "b64", "jwk", "jku", "x5c", "x5u"}) {
      always(!jws->header.view().member(name), "a refused header member is not there");
    }
    check_verdict(*jws);
  }
  // What is JSON comes back from a JWS of our own.
  if (const auto payload = Json::parse(text, {.bytes = 4'096});
      payload && payload->view().is_object()) {
    const Secret token = jose::sign_hs256(kKey, "fuzz+jwt", "", *payload);
    const auto jws = jose::parse_compact(token.reveal(), {.bytes = 1'000'000});
    always(jws && jose::verify_hs256(*jws, kKey), "what is signed verifies");
    always(jws->payload.print() == payload->print(), "what is signed comes back");
  }
  return 0;
}
