#include <string>

#include "base/json.h"
#include "jose/jwk.h"
#include "protocol/registered_keys.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;

namespace {

// How many of the keys verify something.
int check_keys(JsonView jwks) {
  int usable = 0;
  for (const JsonView key : jwks.member("keys").value().items()) {
    for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
      always(!key.member(name), "no private member is registered");
    }
    usable += jose::PublicKey::from_jwk(key) ? 1 : 0;
  }
  return usable;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = fuzz::text_of(bytes, size);
  if (const auto rule = broken_jwks_uri_rule(text, {})) {
    always(rule->starts_with("must"), "a broken rule is said");
  } else {
    always(text.starts_with("https://") && text.find('#') == std::string_view::npos,
           "keys come over TLS");
  }
  const auto json = Json::parse(text);
  if (!json) return 0;
  const auto rule = broken_jwks_rule(json->view());
  const auto again = Json::parse(json->print(), {.bytes = 1'000'000});
  always(broken_jwks_rule(again.value().view()) == rule, "what is stored is judged the same");
  if (rule) return 0;
  always(check_keys(json->view()) > 0, "one key verifies at least");
  return 0;
}
