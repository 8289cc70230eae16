#include "jose/jwk.h"

#include <string>

#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto json = Json::parse(fuzz::text_of(bytes, size));
  if (!json) return 0;
  std::string problem;
  const auto key = jose::PublicKey::from_jwk(json->view(), &problem);
  always(key.has_value() == problem.empty(), "a refusal says why");
  if (!key) return 0;
  const Json jwk = key->jwk();
  for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    always(!json->view().member(name) && !jwk.view().member(name),
           "a public key has no private members");
  }
  for (const auto& [name, value] : jwk.view().members()) {
    always(json->view().string(name) == value.string(), "a key has one spelling");
  }
  const auto again = jose::PublicKey::from_jwk(jwk.view());
  always(again && again->thumbprint() == key->thumbprint(), "what is written is read");
  for (const auto alg : {jose::Alg::kEs256, jose::Alg::kRs256, jose::Alg::kPs256, jose::Alg::kEdDsa,
                         jose::Alg::kHs256}) {
    for (const std::size_t length : {0U, 64U, 256U, 512U}) {
      always(!key->verify(alg, "input", std::string(length, '\0')), "zeros are no signature");
    }
  }
  return 0;
}
