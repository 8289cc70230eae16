#include "protocol/registered_keys.h"

#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

namespace lockspire {
namespace {

const std::string kEd25519 =
    R"("kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")";
const std::string kP256 =
    R"("kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")";

std::string set_of(const std::string& keys) {
  return R"({"keys":[)" + keys + "]}";
}

std::string verdict(const std::string& text) {
  const auto json = Json::parse(text);
  return std::string(broken_jwks_rule(json->view()).value_or("accepted"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registered_keys_test)

// RFC 7517 5.1: a JWK Set has an array of keys.
// RFC 7517 4.5: one kid twice only for keys of different types.
// RFC 7517 9.2: private and symmetric keys are shown to nobody.
BOOST_AUTO_TEST_CASE(only_sets_of_public_keys_of_which_one_verifies_are_registered) {
  const std::string encrypts = "{" + kP256 + R"(,"use":"enc"})";
  const std::string good = "{" + kEd25519 + "}";
  const std::pair<std::string, std::string> rows[] = {
      {set_of(good), "accepted"},
      {set_of(good + "," + encrypts), "accepted"},
      {set_of(good + R"(,{"kty":"EC","crv":"P-521","x":"AA","y":"AA"})"), "accepted"},
      {set_of("{" + kEd25519 + R"(,"kid":"a"},{)" + kP256 + R"(,"kid":"a"})"), "accepted"},
      {set_of("{" + kEd25519 + R"(,"kid":"a"},{)" + kEd25519 + R"(,"kid":"a"})"),
       "must not have two keys of one kid and kty"},
      {set_of("{" + kEd25519 + R"(,"kid":1})"), "must have kids that are strings"},
      {"{" + kEd25519 + "}", "must be a JWK Set: an object with the list keys"},
      {"[" + good + "]", "must be a JWK Set: an object with the list keys"},
      {R"({"keys":{}})", "must be a JWK Set: an object with the list keys"},
      {R"("x")", "must be a JWK Set: an object with the list keys"},
      {set_of(""), "must have from 1 to 20 keys"},
      {set_of("1"), "must have keys with a kty"},
      {set_of("{}"), "must have keys with a kty"},
      {set_of("{" + kEd25519 + R"(,"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"})"),
       "must not have a private or symmetric key"},
      {set_of(good + R"(,{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMko"})"),
       "must not have a private or symmetric key"},
      {set_of(encrypts), "must have a key that verifies ES256, RS256, PS256 or EdDSA"},
      {set_of(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})"),
       "must have a key that verifies ES256, RS256, PS256 or EdDSA"},
      {set_of(good + R"(,{"kty":"x","n":")" + std::string(20'000, 'a') + R"("})"),
       "must have at most 16 KiB"},
  };
  for (const auto& [text, outcome] : rows) BOOST_TEST(verdict(text) == outcome, text);
  std::string many = good;
  for (int i = 0; i < 20; ++i) many += "," + good;
  BOOST_TEST(verdict(set_of(many)) == "must have from 1 to 20 keys");
}

// RFC 7591 5: what is fetched comes over TLS.
BOOST_AUTO_TEST_CASE(key_sets_are_fetched_by_https_only) {
  BOOST_TEST(!broken_jwks_uri_rule("https://app.example/jwks?x=1", {}));
  BOOST_TEST(!broken_jwks_uri_rule("https://127.0.0.1:8443/jwks", {"127.0.0.1:8443"}));
  for (const std::string& uri :
       {std::string("http://app.example/jwks"), std::string("http://127.0.0.1/jwks"),
        std::string("file:///etc/passwd"), std::string("/jwks"), std::string(""),
        std::string("https:///jwks"), std::string("https://user@app.example/jwks"),
        std::string("https://app.example/jwks#a"), std::string("https://app.example:8443/jwks"),
        std::string("https://app.example:22/jwks"), std::string("https://app.example:0/jwks"),
        std::string("https://app.example/j wks"),
        "https://app.example/" + std::string(2'048, 'a')}) {
    BOOST_TEST(broken_jwks_uri_rule(uri, {}).has_value(), uri);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
