#include "protocol/authorize/login.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"

namespace lockspire {
namespace {

using testing::kStart;

host::Session signed_in_at(Instant auth_time) {
  host::Session session = testing::ada();
  session.auth_time = auth_time;
  return session;
}

// The reason of the shortfall, or "enough".
std::string verdict(const AuthorizeRequest& ask, const std::optional<host::Session>& session,
                    int trips = 0) {
  const auto shortfall = login_shortfall(ask, session, {.started_at = kStart, .trips = trips});
  return shortfall ? std::string(shortfall->reason.text()) : "enough";
}

AuthorizeRequest asking_acr(bool essential, std::vector<std::string> values) {
  AuthorizeRequest ask;
  ask.claims.id_token = {{.name = "acr", .essential = essential, .values = std::move(values)}};
  return ask;
}

struct Row {
  int seconds_before_start;
  int trips;
  const char* outcome;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(login_test)

// OIDC Core 3.1.2.3: without a session, the person must log in.
BOOST_AUTO_TEST_CASE(nobody_signed_in_must_log_in) {
  BOOST_TEST(verdict({}, std::nullopt) == "login.no_session");
  BOOST_TEST(verdict({}, std::nullopt, 3) == "login.no_session");
  BOOST_TEST(verdict({}, testing::ada()) == "enough");
  const auto shortfall = login_shortfall({}, std::nullopt, {.started_at = kStart});
  BOOST_TEST(std::string(wire_name(shortfall->code)) == "login_required");
}

// OIDC Core 3.1.2.1 #prompt-login: the person logs in anew, whatever the session says.
BOOST_AUTO_TEST_CASE(prompt_login_wants_a_login_after_the_start) {
  AuthorizeRequest ask;
  ask.prompt.login = true;
  const Row rows[] = {
      {60, 0, "login.prompt_login"},
      {0, 0, "login.prompt_login"},
      {-1, 0, "login.prompt_login"},
      {60, 1, "login.prompt_login"},
      {1, 1, "login.prompt_login"},
      {0, 1, "enough"},
      {-1, 1, "enough"},
      {1, 3, "login.prompt_login"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.seconds_before_start << " s before, trips " << row.trips) {
      const auto session = signed_in_at(kStart - Seconds(row.seconds_before_start));
      BOOST_TEST(verdict(ask, session, row.trips) == row.outcome);
    }
  }
}

// OIDC Core 3.1.2.1 #prompt-select-account: the host is visited once; who comes back is chosen.
BOOST_AUTO_TEST_CASE(select_account_goes_to_the_host_once) {
  AuthorizeRequest ask;
  ask.prompt.select_account = true;
  BOOST_TEST(verdict(ask, testing::ada(), 0) == "login.prompt_select_account");
  BOOST_TEST(verdict(ask, testing::ada(), 1) == "enough");
}

// OIDC Core 3.1.2.1 #max-age: counted back from the start of the request.
BOOST_AUTO_TEST_CASE(max_age_counts_back_from_the_start) {
  struct Age {
    int max_age;
    int seconds_before_start;
    const char* outcome;
  };
  const Age rows[] = {
      {60, 60, "enough"}, {60, 61, "login.max_age"}, {60, 400 * 86'400, "login.max_age"},
      {60, 0, "enough"},  {0, 0, "enough"},          {0, 1, "login.max_age"},
      {0, -5, "enough"},  {3'600, 3'600, "enough"},  {3'600, 3'601, "login.max_age"},
  };
  for (const Age& row : rows) {
    BOOST_TEST_CONTEXT("max_age " << row.max_age << ", " << row.seconds_before_start) {
      AuthorizeRequest ask;
      ask.max_age = Seconds(row.max_age);
      BOOST_TEST(verdict(ask, signed_in_at(kStart - Seconds(row.seconds_before_start))) ==
                 row.outcome);
    }
  }
}

// OIDC Core 3.1.2.1 #id-token-hint: another account than the hinted one must log in.
BOOST_AUTO_TEST_CASE(other_account_than_the_expected_one_must_log_in) {
  AuthorizeRequest ask;
  ask.expected_sub = Subject("eve");
  BOOST_TEST(verdict(ask, testing::ada()) == "login.other_account");
  ask.expected_sub = Subject("Ada");
  BOOST_TEST(verdict(ask, testing::ada()) == "login.other_account");
  ask.expected_sub = Subject("ada");
  BOOST_TEST(verdict(ask, testing::ada()) == "enough");
}

// OIDC Core 5.5.1.1: an essential acr with values must be met.
// OIDC Core 5.5.1.1 #voluntary: a voluntary acr that is not met is no error.
BOOST_AUTO_TEST_CASE(essential_acr_must_be_met) {
  host::Session strong = testing::ada();
  strong.acr = "mfa";
  BOOST_TEST(verdict(asking_acr(true, {"mfa"}), strong) == "enough");
  BOOST_TEST(verdict(asking_acr(true, {"x", "mfa"}), strong) == "enough");
  BOOST_TEST(verdict(asking_acr(true, {"x"}), strong) == "login.acr_not_met");
  BOOST_TEST(verdict(asking_acr(true, {"MFA"}), strong) == "login.acr_not_met");
  BOOST_TEST(verdict(asking_acr(true, {"mfa"}), testing::ada()) == "login.acr_not_met");
  BOOST_TEST(verdict(asking_acr(true, {""}), testing::ada()) == "login.acr_not_met");
  BOOST_TEST(verdict(asking_acr(true, {}), testing::ada()) == "enough");
  BOOST_TEST(verdict(asking_acr(false, {"x"}), strong) == "enough");
  AuthorizeRequest voluntary;
  voluntary.acr_values = {"x"};
  BOOST_TEST(verdict(voluntary, strong) == "enough");
}

BOOST_AUTO_TEST_CASE(acr_that_the_host_did_not_reach_is_not_asked_for_again) {
  const auto shortfall =
      *login_shortfall(asking_acr(true, {"mfa"}), testing::ada(), {.started_at = kStart});
  BOOST_TEST(std::string(wire_name(shortfall.code)) == "unmet_authentication_requirements");
  BOOST_TEST(can_login_help(shortfall, {.started_at = kStart, .trips = 0}));
  BOOST_TEST(!can_login_help(shortfall, {.started_at = kStart, .trips = 1}));
  const auto no_session = *login_shortfall({}, std::nullopt, {.started_at = kStart});
  BOOST_TEST(can_login_help(no_session, {.started_at = kStart, .trips = 2}));
}

BOOST_AUTO_TEST_CASE(host_is_asked_silently_once_and_only_when_switched_on) {
  Policy policy;
  const LoginHistory fresh{.started_at = kStart};
  BOOST_TEST(!host_may_know_silently(policy, std::nullopt, fresh));
  policy.silent_refresh = true;
  BOOST_TEST(host_may_know_silently(policy, std::nullopt, fresh));
  BOOST_TEST(!host_may_know_silently(policy, testing::ada(), fresh));
  BOOST_TEST(!host_may_know_silently(policy, std::nullopt, {.started_at = kStart, .trips = 1}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
