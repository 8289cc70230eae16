// What this suite proves beside the cases that cite for themselves:
// RFC 6749 4: a token request, parsed once; after this nobody sees the form.
#include "protocol/grants/token_request.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

using testing::web_client;

struct Row {
  const char* form;
  const char* reason;
  const char* error;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(token_request_test)

// RFC 6749 5.2: a missing or repeated parameter is invalid_request, another grant
// unsupported_grant_type.
// RFC 9700 2.4: no password grant.
BOOST_AUTO_TEST_CASE(request_of_the_wrong_shape_is_refused) {
  const Row rows[] = {
      {"", "request.missing_parameter", "invalid_request"},
      {"grant_type=", "request.missing_parameter", "invalid_request"},
      {"grant_type=authorization_code&grant_type=authorization_code", "request.repeated_parameter",
       "invalid_request"},
      {"grant_type=password", "token.grant_type", "unsupported_grant_type"},
      {"grant_type=implicit", "token.grant_type", "unsupported_grant_type"},
      {"grant_type=Authorization_Code&code=x", "token.grant_type", "unsupported_grant_type"},
      {"grant_type=authorization_code%20&code=x", "token.grant_type", "unsupported_grant_type"},
      {"grant_type=authorization_code", "request.missing_parameter", "invalid_request"},
      {"grant_type=authorization_code&code=", "request.missing_parameter", "invalid_request"},
      {"grant_type=authorization_code&code=a&code=a", "request.repeated_parameter",
       "invalid_request"},
      {"grant_type=authorization_code&code=a&code_verifier=b&code_verifier=b",
       "request.repeated_parameter", "invalid_request"},
      {"grant_type=authorization_code&code=a&redirect_uri=b&redirect_uri=c",
       "request.repeated_parameter", "invalid_request"},
      {"grant_type=authorization_code&code=a%00b", "request.parameter_bytes", "invalid_request"},
      {"grant_type=authorization_code&code=%ff", "request.parameter_bytes", "invalid_request"},
      {"grant_type=refresh_token", "request.missing_parameter", "invalid_request"},
      {"grant_type=refresh_token&refresh_token=a&refresh_token=b", "request.repeated_parameter",
       "invalid_request"},
      {"grant_type=refresh_token&refresh_token=a&scope=a&scope=a", "request.repeated_parameter",
       "invalid_request"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.form) {
      const auto result = parse_token_request(testing::form_of(row.form), web_client());
      BOOST_TEST(testing::reason_of(result) == row.reason);
      BOOST_TEST(testing::error_of(result) == row.error);
    }
  }
}

// RFC 6749 5.2 #unauthorized-client: a grant that the client is not registered for.
BOOST_AUTO_TEST_CASE(grant_that_is_not_registered_is_refused) {
  Client client = web_client();
  client.grant_types = {"authorization_code"};
  const auto refused =
      parse_token_request(testing::form_of("grant_type=refresh_token&refresh_token=a"), client);
  BOOST_TEST(testing::error_of(refused) == "unauthorized_client");
  BOOST_TEST(testing::reason_of(refused) == "token.grant_not_registered");
}

// RFC 6749 3.2 #unknown: parameters that are not known are ignored, also when they repeat.
BOOST_AUTO_TEST_CASE(unknown_parameters_are_ignored) {
  const auto form =
      testing::form_of("grant_type=authorization_code&code=a&audience=x&audience=y&utm_source=z");
  const auto parsed = parse_token_request(form, web_client());
  BOOST_REQUIRE(parsed);
  BOOST_TEST(std::get<CodeRequest>(*parsed).code.reveal() == "a");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
