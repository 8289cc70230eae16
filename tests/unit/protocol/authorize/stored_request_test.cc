#include "protocol/authorize/stored_request.h"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

ReturnAddress address(const Client& client) {
  return {.target = match_redirect_uri(client, testing::kCallback).value(),
          .response_mode = ResponseMode::kFormPost,
          .state = "a \"state\" \\ \xf0\x9f\x98\x80"};
}

AuthorizeRequest full_request() {
  AuthorizeRequest ask;
  ask.scopes = {"openid", "email"};
  ask.resources = {"https://api.example"};
  ask.nonce = "n-1";
  ask.code_challenge = testing::kChallenge;
  ask.prompt = {.none = false, .login = true, .consent = true, .select_account = true};
  ask.max_age = Seconds(0);
  ask.acr_values = {"b", "a"};
  ask.login_hint = "ada@example.com";
  ask.ui_locales = "de";
  ask.display = "popup";
  ask.expected_sub = Subject("ada");
  ask.claims_text = R"({"userinfo":{"name":{"essential":true}}})";
  ask.claims = parse_claims_request(*ask.claims_text).value();
  return ask;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stored_request_test)

BOOST_AUTO_TEST_CASE(request_comes_back_as_it_was) {
  const Client client = testing::web_client();
  const std::string text = serialize_request(address(client), full_request());
  const auto restored = restore_request(text, client);
  BOOST_REQUIRE(restored);
  BOOST_TEST(serialize_request(restored->address, restored->request) == text);
  BOOST_TEST(*restored->address.state == *address(client).state);
  BOOST_TEST((restored->address.response_mode == ResponseMode::kFormPost));
  BOOST_TEST(restored->request.claims.userinfo.front().essential);
  BOOST_TEST((restored->request.max_age == Seconds(0)));
}

BOOST_AUTO_TEST_CASE(what_was_left_out_stays_left_out) {
  const Client client = testing::web_client();
  AuthorizeRequest ask;
  ask.scopes = {"openid"};
  ReturnAddress plain = address(client);
  plain.state = std::nullopt;
  const auto restored = restore_request(serialize_request(plain, ask), client).value();
  BOOST_TEST(!restored.address.state);
  BOOST_TEST(!restored.request.nonce);
  BOOST_TEST(!restored.request.max_age);
  BOOST_TEST(!restored.request.code_challenge);
  BOOST_TEST(!restored.request.expected_sub);
  BOOST_TEST(!restored.request.prompt.login);
}

BOOST_AUTO_TEST_CASE(redirect_uri_that_is_registered_no_more_is_refused) {
  const std::string text = serialize_request(address(testing::web_client()), full_request());
  Client changed = testing::web_client();
  changed.redirect_uris = {"https://app.example/new"};
  BOOST_TEST(testing::reason_of(restore_request(text, changed)) == "authorize.redirect_mismatch");
}

BOOST_AUTO_TEST_CASE(damaged_row_is_a_fault) {
  BOOST_CHECK_THROW((void)restore_request("{", testing::web_client()), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
