// open_authorize_request() of protocol/authorize/request: what must hold before anything may be
// redirected.
#include <boost/test/unit_test.hpp>

#include "protocol/authorize/request.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

using testing::Parameters;

Client app_client() {
  Client client = testing::native_client("phone");
  client.redirect_uris = {"com.example.app:/cb"};
  return client;
}

Client disabled_client() {
  Client client = testing::web_client("disabled");
  client.disabled_at = testing::kStart;
  return client;
}

struct Addresses : testing::Site {
  const Client app = add(testing::web_client());
  const Client phone = add(app_client());
  const Client disabled = add(disabled_client());

  Result<Addressed> open_query(const std::string& query) {
    const http::Form form = testing::form_of(query);
    return read([&](store::Reader& reader) { return open_authorize_request(form, reader); });
  }
  Result<Addressed> open(const Client& client, const Parameters& changes) {
    return open_query(encode_parameters(testing::authorize_query(client, changes)));
  }
};

struct Row {
  const char* query;
  const char* reason;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(addressed_test, Addresses)

// RFC 6749 4.1.2.1 #page: without a client and its redirect URI nothing is redirected.
// RFC 9700 2.1: redirect_uri is always needed.
BOOST_AUTO_TEST_CASE(client_and_redirect_uri_must_be_proven_first) {
  const Row rows[] = {
      {"", "request.missing_parameter"},
      {"client_id=", "request.missing_parameter"},
      {"redirect_uri=https%3A%2F%2Fapp.example%2Fcb", "request.missing_parameter"},
      {"client_id=app", "request.missing_parameter"},
      {"client_id=app&redirect_uri=", "request.missing_parameter"},
      {"client_id=nobody&redirect_uri=https%3A%2F%2Fapp.example%2Fcb", "client.unknown"},
      {"client_id=APP&redirect_uri=https%3A%2F%2Fapp.example%2Fcb", "client.unknown"},
      {"client_id=%25&redirect_uri=https%3A%2F%2Fapp.example%2Fcb", "client.unknown"},
      {"client_id=app%00&redirect_uri=https%3A%2F%2Fapp.example%2Fcb", "request.parameter_bytes"},
      {"client_id=disabled&redirect_uri=https%3A%2F%2Fapp.example%2Fcb", "client.disabled"},
      {"client_id=app&redirect_uri=https%3A%2F%2Fevil.example%2Fcb", "authorize.redirect_mismatch"},
      {"client_id=app&client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
       "request.repeated_parameter"},
      {"client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb"
       "&redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
       "request.repeated_parameter"},
      {"client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%00", "request.parameter_bytes"},
      {"client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%ff", "request.parameter_bytes"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.query) {
      BOOST_TEST(testing::reason_of(open_query(row.query)) == row.reason);
    }
  }
}

// OIDC MultipleTypes 2.1: response_mode says how the answer comes; query is the default of code.
BOOST_AUTO_TEST_CASE(answer_comes_in_the_mode_that_is_asked_for) {
  const auto mode = [&](const std::string& name) {
    return open(app, {{"response_mode", name}})->address.response_mode;
  };
  BOOST_TEST((mode("") == ResponseMode::kQuery));
  BOOST_TEST((mode("query") == ResponseMode::kQuery));
  BOOST_TEST((mode("fragment") == ResponseMode::kFragment));
  BOOST_TEST((mode("form_post") == ResponseMode::kFormPost));
}

BOOST_AUTO_TEST_CASE(mode_that_cannot_be_answered_in_falls_back_to_the_default) {
  for (const char* name : {"web_message", "query.jwt", "FORM_POST"}) {
    BOOST_TEST(
        (open(app, {{"response_mode", name}})->address.response_mode == ResponseMode::kQuery));
  }
  const auto posted =
      open(phone, {{"redirect_uri", "com.example.app:/cb"}, {"response_mode", "form_post"}});
  BOOST_REQUIRE(posted);
  BOOST_TEST((posted->address.response_mode == ResponseMode::kQuery));
}

BOOST_AUTO_TEST_CASE(state_is_kept_as_it_came_and_left_out_when_it_is_wrong) {
  const std::string odd = "a b+c&d=e;%\"<>'\xf0\x9f\x98\x80";
  BOOST_TEST(*open(app, {{"state", odd}})->address.state == odd);
  BOOST_TEST(!open(app, {{"state", ""}})->address.state);
  const std::string good = encode_parameters(testing::authorize_query(app, {{"state", ""}}));
  for (const char* wrong : {"&state=a&state=a", "&state=%00", "&state=%ff"}) {
    const auto opened = open_query(good + wrong);
    BOOST_REQUIRE(opened);
    BOOST_TEST(!opened->address.state);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
