#include "protocol/revocation.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire {
namespace {

struct WithTokens : testing::Site {
  Client app = add(testing::web_client());
  Client other = add(testing::web_client("other"));
  Client native = add(testing::native_client());
  std::string access;
  std::string refresh_token;

  WithTokens() {
    const auto response = redeem(app, code_for(app, "openid email offline_access"));
    access = testing::member(response, "access_token");
    refresh_token = testing::member(response, "refresh_token");
  }

  std::string revoke(const std::string& token, const Client& client) {
    return testing::error_of(
        lockspire::revoke({Secret(token)}, client, db.store, {random, db.clock.now()}));
  }

  bool access_is_good(const std::string& token) { return userinfo(token).status() == 200; }
  bool refresh_is_good() { return refresh(app, refresh_token).status() == 200; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(revocation_test, WithTokens)

BOOST_AUTO_TEST_CASE(token_is_required_and_stands_once) {
  BOOST_TEST(testing::error_of(parse_revocation_request(testing::form_of(""))) ==
             "invalid_request");
  BOOST_TEST(testing::error_of(parse_revocation_request(testing::form_of("token="))) ==
             "invalid_request");
  BOOST_TEST(testing::error_of(parse_revocation_request(testing::form_of("token=a&token=a"))) ==
             "invalid_request");
  BOOST_TEST(testing::error_of(parse_revocation_request(testing::form_of(
                 "token=a&token_type_hint=x&token_type_hint=y"))) == "invalid_request");
  BOOST_TEST(testing::error_of(parse_revocation_request(
                 testing::form_of("token=a&token_type_hint=never_heard_of"))) == "accepted");
}

// RFC 7009 2.1: an access token ends alone.
BOOST_AUTO_TEST_CASE(access_token_ends_alone) {
  BOOST_TEST(revoke(access, app) == "accepted");
  BOOST_TEST(!access_is_good(access));
  BOOST_TEST(refresh_is_good());
  BOOST_TEST(events().at(0) == "access_token.revoked");
}

// RFC 7009 2.1 #family: a refresh token takes the access tokens of its grant along.
BOOST_AUTO_TEST_CASE(refresh_token_ends_its_grant) {
  BOOST_TEST(revoke(refresh_token, app) == "accepted");
  BOOST_TEST(!access_is_good(access));
  BOOST_TEST(!refresh_is_good());
  BOOST_TEST(events().at(0) == "grant.revoked");
}

BOOST_AUTO_TEST_CASE(retired_refresh_token_ends_its_grant_too) {
  const auto next = testing::member(refresh(app, refresh_token), "access_token");
  BOOST_TEST(revoke(refresh_token, app) == "accepted");
  BOOST_TEST(!access_is_good(next));
}

// RFC 7009 2.2: an unknown token is as good as revoked.
BOOST_AUTO_TEST_CASE(unknown_tokens_are_no_error_and_end_nothing) {
  const auto before = events().size();
  for (const std::string& token :
       {std::string("x"), std::string("a.b"), std::string("a.b.c"), access + "x",
        refresh_token + "x", refresh_token.substr(0, refresh_token.find('.')),
        std::string(100'000, 'a')}) {
    BOOST_TEST(revoke(token, app) == "accepted");
  }
  BOOST_TEST(events().size() == before);
  BOOST_TEST(access_is_good(access));
  BOOST_TEST(refresh_is_good());
}

BOOST_AUTO_TEST_CASE(second_time_is_no_error_and_no_second_event) {
  revoke(access, app);
  const auto before = events().size();
  BOOST_TEST(revoke(access, app) == "accepted");
  revoke(refresh_token, app);
  BOOST_TEST(revoke(refresh_token, app) == "accepted");
  BOOST_TEST(events().size() == before + 1);
}

// RFC 7009 2.1 #foreign: it must have been issued to the client that asks.
BOOST_AUTO_TEST_CASE(token_of_another_client_is_refused_and_stays_live) {
  BOOST_TEST(revoke(access, other) == "unauthorized_client");
  BOOST_TEST(revoke(refresh_token, other) == "unauthorized_client");
  BOOST_TEST(access_is_good(access));
  BOOST_TEST(refresh_is_good());
}

BOOST_AUTO_TEST_CASE(public_client_learns_nothing_about_tokens_of_others) {
  BOOST_TEST(revoke(access, native) == "accepted");
  BOOST_TEST(revoke(refresh_token, native) == "accepted");
  BOOST_TEST(access_is_good(access));
  BOOST_TEST(refresh_is_good());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
