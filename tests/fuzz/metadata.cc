// RFC 7591 2: client metadata as anyone may send it.
#include <string>

#include "base/json.h"
#include "protocol/client_metadata.h"
#include "protocol/registered_uri.h"
#include "tests/fuzz/example_policy.h"
#include "tests/fuzz/fuzz.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::fuzz::always;
using lockspire::fuzz::example_policy;

namespace {

void check_client(const Client& client) {
  for (const std::string& uri : client.redirect_uris) {
    always(!broken_redirect_uri_rule(uri, client.is_public(), example_policy()),
           "each URI keeps the rules");
  }
  for (const std::string& scope : client.scopes) {
    always(example_policy().scopes.contains(scope), "a scope is known");
  }
  always(client.require_pkce || !client.is_public(), "a public client uses PKCE");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto json = Json::parse(fuzz::text_of(bytes, size));
  if (!json) return 0;
  const auto client = parse_client_metadata(json->view(), example_policy());
  if (!client) {
    always(!client.error().empty(), "a refusal says why");
    return 0;
  }
  check_client(*client);
  const Json stored = client_metadata(*client);
  const auto again = parse_client_metadata(stored.view(), example_policy());
  always(again.has_value(), "what is registered may be registered");
  always(client_metadata(*again).print() == stored.print(), "what is stored comes back");
  return 0;
}
