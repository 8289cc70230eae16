// A client asks the token endpoint for itself: what the answer has, and what it never has.
#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using testing::error_in;
using testing::member;

struct Machines : testing::Site {
  Client machine(const std::string& id) {
    Client client = testing::web_client(id);
    client.grant_types = {"client_credentials"};
    return add(client);
  }
  const Client job = machine("job");

  http::Response ask(const testing::Parameters& more = {}) {
    return token(job, testing::with({{"grant_type", "client_credentials"}}, more));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(token_client_credentials_test, Machines)

// RFC 6749 4.4.3: an access token, and no refresh token.
BOOST_AUTO_TEST_CASE(answer_has_an_access_token_and_nothing_about_a_person) {
  const auto response = ask();
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
  BOOST_TEST(member(response, "token_type") == "Bearer");
  BOOST_TEST(member(response, "scope") == "notes.read");
  BOOST_TEST(member(response, "refresh_token").empty());
  BOOST_TEST(member(response, "id_token").empty());
  const Json claims = testing::payload_of(member(response, "access_token"));
  BOOST_TEST(claims.view().string("sub").value() == "job");
  for (const char* about_a_person : {"auth_time", "sid", "acr", "amr", "email"}) {
    BOOST_TEST(!claims.view().member(about_a_person));
  }
}

BOOST_AUTO_TEST_CASE(token_is_good_for_no_persons_claims) {
  const auto response = userinfo(member(ask(), "access_token"));
  BOOST_TEST(response.status() == 403);
}

// RFC 6749 4.4.2: the parameters of other grants mean nothing here.
BOOST_AUTO_TEST_CASE(parameters_of_other_grants_are_ignored) {
  const auto response =
      ask({{"code", "x.y"}, {"refresh_token", "x.y"}, {"redirect_uri", "https://evil.example"}});
  BOOST_TEST(response.status() == 200);
}

BOOST_AUTO_TEST_CASE(nothing_is_issued_to_whom_it_is_not_due) {
  const Client web = add(testing::web_client("web"));
  Client native = testing::native_client();
  native.grant_types.emplace_back("client_credentials");  // the validator lets no such one in
  add(native);
  const testing::Parameters form{{"grant_type", "client_credentials"}};
  BOOST_TEST(error_in(token(web, form)) == "unauthorized_client");
  BOOST_TEST(error_in(token(native, form)) == "unauthorized_client");
  BOOST_TEST(error_in(ask({{"scope", "openid"}})) == "invalid_scope");
  BOOST_TEST(error_in(ask({{"scope", "offline_access"}})) == "invalid_scope");
  BOOST_TEST(error_in(ask({{"scope", "admin"}})) == "invalid_scope");
  BOOST_TEST(error_in(ask({{"resource", "https://unknown.example"}})) == "invalid_target");
  BOOST_TEST(count("SELECT count(*) FROM access_tokens") == 0);
}

BOOST_AUTO_TEST_CASE(secret_in_header_and_body_at_once_is_refused) {
  BOOST_TEST(error_in(ask({{"client_secret", "secret-of-job"}})) == "invalid_request");
}

BOOST_AUTO_TEST_CASE(every_token_is_another) {
  BOOST_TEST(member(ask(), "access_token") != member(ask(), "access_token"));
  BOOST_TEST(count("SELECT count(*) FROM access_tokens WHERE grant_id IS NULL") == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
