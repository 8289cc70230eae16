// What this suite proves beside the cases that cite for themselves:
// RFC 7519 4.1.3: a single audience may be a string, and some clients choke on arrays.
#include "protocol/tokens/access_token.h"

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "base/opaque.h"
#include "jose/jws.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::member;

Client opaque_client() {
  Client client = testing::web_client("opaque");
  client.access_token_format = TokenFormat::kOpaque;
  return client;
}

struct AccessTokens : testing::Site {
  const Client app = add(testing::web_client());
  const Client opaque = add(opaque_client());

  std::string token_of(const Client& client) {
    return member(redeem(client, code_for(client)), "access_token");
  }
  std::optional<store::AccessToken> find(std::string_view token) {
    return read([&](store::Reader& reader) { return find_presented_access_token(reader, token); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_token_test, AccessTokens)

// RFC 9068 2.1: typ at+jwt, signed.
// RFC 9068 2.2: iss, exp, aud, sub, client_id, iat, jti.
// RFC 9068 2.1 #signed: a JWT access token is signed, never with none.
// RFC 9068 2.2.1: auth_time, acr and amr are those of the sign-in.
BOOST_AUTO_TEST_CASE(jwt_has_the_shape_of_the_profile) {
  const std::string token = token_of(app);
  const Json header = testing::header_of(token);
  BOOST_TEST(header.view().string("typ").value() == "at+jwt");
  BOOST_TEST(header.view().string("alg").value() == "ES256");
  BOOST_TEST(keys().verify(jose::parse_compact(token).value()));
  const Json claims = testing::payload_of(token);
  BOOST_TEST(claims.view().string("iss").value() == policy.issuer);
  BOOST_TEST(claims.view().string("aud").value() == policy.issuer);
  BOOST_TEST(claims.view().string("sub").value() == "ada");
  BOOST_TEST(claims.view().string("client_id").value() == "app");
  BOOST_TEST(claims.view().integer("iat").value() == to_unix(testing::kStart));
  BOOST_TEST(claims.view().integer("exp").value() ==
             to_unix(testing::kStart + policy.access_lifetime));
  BOOST_TEST(claims.view().integer("auth_time").value() == to_unix(testing::ada().auth_time));
  BOOST_TEST(!claims.view().string("jti").value().empty());
}

// RFC 9068 2.2.3: the scope that was granted.
BOOST_AUTO_TEST_CASE(jwt_says_its_scope_and_nothing_about_the_person) {
  const Json claims = testing::payload_of(token_of(app));
  BOOST_TEST(claims.view().string("scope").value() == "openid email");
  for (const char* name : {"email", "name", "nonce", "at_hash"}) {
    BOOST_TEST(!claims.view().member(name));
  }
}

BOOST_AUTO_TEST_CASE(opaque_token_says_nothing) {
  const std::string token = token_of(opaque);
  BOOST_TEST(parse_opaque(token).has_value());
  BOOST_TEST(token.find('.') == token.rfind('.'));
  BOOST_TEST(find(token)->client_id.text() == "opaque");
}

BOOST_AUTO_TEST_CASE(client_overrides_the_format_of_the_server) {
  policy.access_format = TokenFormat::kOpaque;
  Client jwt = testing::web_client("jwt");
  jwt.access_token_format = TokenFormat::kJwt;
  add(jwt);
  BOOST_TEST(parse_opaque(token_of(app)).has_value());
  BOOST_TEST(testing::header_of(token_of(jwt)).view().string("typ").value() == "at+jwt");
}

// RFC 6749 10.3: tokens rest as hashes.
BOOST_AUTO_TEST_CASE(token_is_found_by_its_whole_text_only) {
  for (const Client& client : {app, opaque}) {
    const std::string token = token_of(client);
    BOOST_TEST(find(token).has_value());
    BOOST_TEST(find(token)->token_hash.text() != token);
    const std::string cut = token.substr(0, token.size() - 4);
    for (const std::string& wrong :
         {std::string(), std::string("."), std::string(".."), std::string("x.y.z"), cut,
          cut + "AAAA", token + "A", " " + token, std::string(100'000, '.')}) {
      BOOST_TEST_CONTEXT(wrong.substr(0, 60)) {
        BOOST_TEST(!find(wrong));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(jwt_with_our_jti_and_another_signature_is_none_of_ours) {
  const std::string token = token_of(app);
  const auto stranger = jose::SigningKey::generate(jose::Alg::kEs256);
  BOOST_TEST(!find(jose::sign_compact(stranger, "at+jwt", testing::payload_of(token)).reveal()));
  const std::string payload = base64url(testing::payload_of(token).print());
  BOOST_TEST(!find("eyJhbGciOiJub25lIn0." + payload + "."));
}

BOOST_AUTO_TEST_CASE(other_tokens_are_no_access_tokens) {
  const auto answer = redeem(app, code_for(app, "openid offline_access"));
  BOOST_TEST(!find(member(answer, "id_token")));
  BOOST_TEST(!find(member(answer, "refresh_token")));
  BOOST_TEST(!find(code_for(app)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
