// Guessing client secrets: 20 wrong answers a minute, then 429.
#include "endpoints/client_throttle.h"

#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

struct Guessing : testing::Site {
  Client credentials_client(const std::string& id) {
    Client client = testing::web_client(id);
    client.grant_types.emplace_back("client_credentials");
    return add(client);
  }
  const Client app = credentials_client("app");
  Throttle throttle{db.store, db.clock};

  http::Response ask(const std::string& secret, const std::string& address = "192.0.2.1",
                     const std::string& client = "app") {
    auto request = testing::post("/lockspire/token",
                                 {{"grant_type", "client_credentials"}, {"scope", "notes.read"}});
    request.authorization = testing::basic(client, secret);
    request.remote_address = address;
    auto all = services();
    all.throttle = &throttle;
    return endpoints::token(request, all);
  }
  void guess(int times) {
    for (int i = 0; i < times; ++i) BOOST_TEST(ask("guess").status() == 401);
  }
  int alerts() const {
    int found = 0;
    const std::string text = log_text();
    for (auto at = text.find("client_auth.bruteforce"); at != std::string::npos;
         at = text.find("client_auth.bruteforce", at + 1)) {
      ++found;
    }
    return found;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_throttle_test, Guessing)

BOOST_AUTO_TEST_CASE(right_secret_is_heard_before_the_limit) {
  guess(kThrottleFailures - 1);
  BOOST_TEST(ask("secret-of-app").status() == 200);
  BOOST_TEST(alerts() == 0);
}

// RFC 6585 4: 429 with Retry-After.
BOOST_AUTO_TEST_CASE(who_failed_too_often_waits) {
  guess(kThrottleFailures);
  const auto response = ask("guess");
  BOOST_TEST(response.status() == 429);
  BOOST_TEST(response.find_header("Retry-After") == "60");
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
  BOOST_TEST(testing::error_in(response) == "temporarily_unavailable");
}

BOOST_AUTO_TEST_CASE(right_guess_beyond_the_limit_is_not_told_from_a_wrong_one) {
  guess(kThrottleFailures);
  BOOST_TEST(ask("secret-of-app").status() == 429);
}

BOOST_AUTO_TEST_CASE(right_client_elsewhere_is_not_locked_out) {
  guess(kThrottleFailures);
  BOOST_TEST(ask("secret-of-app", "192.0.2.2").status() == 200);
}

BOOST_AUTO_TEST_CASE(other_client_at_that_address_is_not_locked_out) {
  credentials_client("other");
  guess(kThrottleFailures);
  BOOST_TEST(ask("secret-of-other", "192.0.2.1", "other").status() == 200);
}

BOOST_AUTO_TEST_CASE(unknown_clients_are_no_other_case) {
  for (int i = 0; i < kThrottleFailures; ++i) {
    BOOST_TEST(ask("x", "192.0.2.1", "nobody").status() == 401);
  }
  BOOST_TEST(ask("x", "192.0.2.1", "nobody").status() == 429);
}

BOOST_AUTO_TEST_CASE(client_is_heard_again_when_the_minute_is_over) {
  guess(kThrottleFailures);
  db.clock.advance(kThrottleWindow);
  BOOST_TEST(ask("secret-of-app").status() == 200);
}

BOOST_AUTO_TEST_CASE(other_mistakes_are_no_guesses) {
  auto all = services();
  all.throttle = &throttle;
  for (int i = 0; i < 2 * kThrottleFailures; ++i) {
    auto request = testing::post("/lockspire/token", {{"grant_type", "nonsense"}});
    request.authorization = testing::basic("app", "secret-of-app");
    request.remote_address = "192.0.2.1";
    BOOST_TEST(endpoints::token(request, all).status() == 400);
  }
  BOOST_TEST(ask("secret-of-app").status() == 200);
}

BOOST_AUTO_TEST_CASE(secret_in_the_body_is_counted_too) {
  auto all = services();
  all.throttle = &throttle;
  auto request = testing::post(
      "/lockspire/token",
      {{"grant_type", "client_credentials"}, {"client_id", "app"}, {"client_secret", "guess"}});
  request.remote_address = "192.0.2.1";
  for (int i = 0; i < kThrottleFailures; ++i) {
    BOOST_TEST(endpoints::token(request, all).status() == 401);
  }
  BOOST_TEST(endpoints::token(request, all).status() == 429);
  BOOST_TEST(ask("secret-of-app").status() == 429);
}

BOOST_AUTO_TEST_CASE(request_that_names_no_client_is_never_throttled) {
  auto all = services();
  all.throttle = &throttle;
  auto request = testing::post("/lockspire/token", {{"grant_type", "client_credentials"}});
  request.remote_address = "192.0.2.1";
  for (int i = 0; i < 2 * kThrottleFailures; ++i) {
    BOOST_TEST(endpoints::token(request, all).status() == 401);
  }
}

BOOST_AUTO_TEST_CASE(alert_comes_once_a_window) {
  guess(kThrottleFailures);
  for (int i = 0; i < 5; ++i) ask("guess");
  BOOST_TEST(alerts() == 1);
  BOOST_TEST(log_text().find("level=alert program=test event=client_auth.bruteforce") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
