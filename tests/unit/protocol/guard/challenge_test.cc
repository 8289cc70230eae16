#include "protocol/guard/challenge.h"

#include <boost/test/unit_test.hpp>

namespace lockspire::guard {
namespace {

Route route() {
  return {.name = "notes",
          .path = "/api/notes",
          .methods = {},
          .resource = "https://example.com/api",
          .scopes = {"notes.read", "notes.write"},
          .acr = {"urn:mfa", "urn:key"},
          .max_age = Seconds(60)};
}

constexpr const char* kMetadata =
    R"(, resource_metadata="https://example.com/.well-known/oauth-protected-resource/api")";

}  // namespace

BOOST_AUTO_TEST_SUITE(challenge_test)

// RFC 6750 3.1 #no-credentials: no error when nothing came.
// RFC 6750 3 #scope: all that is needed. RFC 9728 5.1: where the metadata is.
BOOST_AUTO_TEST_CASE(without_a_credential_it_names_no_error) {
  BOOST_TEST(challenge(route(), nullptr) ==
             std::string(R"(Bearer realm="lockspire", scope="notes.read notes.write")") +
                 kMetadata);
}

BOOST_AUTO_TEST_CASE(bad_token_gets_no_scope_and_no_level) {
  const OAuthError error{ErrorCode::kInvalidToken, "over"};
  BOOST_TEST(challenge(route(), &error) ==
             std::string(R"(Bearer realm="lockspire", error="invalid_token", )") +
                 R"(error_description="over")" + kMetadata);
}

// RFC 6750 3.1 #scope: insufficient_scope names the scope that is needed.
BOOST_AUTO_TEST_CASE(missing_scope_gets_all_that_is_needed) {
  const OAuthError error{ErrorCode::kInsufficientScope, "too little"};
  BOOST_TEST(challenge(route(), &error) ==
             std::string(R"(Bearer realm="lockspire", error="insufficient_scope", )") +
                 R"(error_description="too little", scope="notes.read notes.write")" + kMetadata);
}

// RFC 9470 3: acr_values and max_age say what the client has to ask for.
BOOST_AUTO_TEST_CASE(weak_sign_in_gets_level_and_age) {
  const OAuthError error{ErrorCode::kInsufficientUserAuthentication, "again"};
  BOOST_TEST(
      challenge(route(), &error) ==
      std::string(R"(Bearer realm="lockspire", error="insufficient_user_authentication", )") +
          R"(error_description="again", acr_values="urn:mfa urn:key", max_age="60")" + kMetadata);
  Route plain = route();
  plain.acr.clear();
  BOOST_TEST(challenge(plain, &error).find("acr_values") == std::string::npos);
  plain.max_age = std::nullopt;
  BOOST_TEST(challenge(plain, &error).find("max_age") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::guard
