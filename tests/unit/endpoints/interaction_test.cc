#include "endpoints/interaction.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "store/clients.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using testing::answer_in;
using testing::authorize_query;
using testing::Parameters;

bool is_page(const http::Response& response, std::string_view code = "invalid_request") {
  return response.status() == 400 && response.find_header("Location").empty() &&
         response.body().find("<code id=\"error-code\">" + std::string(code)) != std::string::npos;
}

struct Interactions : testing::Site {
  const Client app = add(testing::web_client());
  testing::Browser browser{*this};

  // The path of a fresh interaction; nobody is signed in.
  std::string begin(const Parameters& changes = {}) {
    return answer_in(browser.authorize(authorize_query(app, changes))).at("return_to");
  }
  // A session whose login is as old as this.
  void sign_in(Seconds ago = Seconds(60)) {
    host::Session session = testing::ada();
    session.auth_time = db.clock.now() - ago;
    browser.sign_in(session);
  }
  std::int64_t codes() { return count("SELECT count(*) FROM authorization_codes"); }
  bool logged(const std::string& reason) {
    return log_text().find("reason=" + reason + " ") != std::string::npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(interaction_test, Interactions)

BOOST_AUTO_TEST_CASE(login_leads_to_the_consent_page) {
  const std::string path = begin();
  sign_in();
  const auto page = browser.get(path);
  BOOST_TEST(page.status() == 200);
  BOOST_TEST(page.body().find("data-page=\"consent\"") != std::string::npos);
  BOOST_TEST(page.body().find("Ada Lovelace (ada@example.com)") != std::string::npos);
  BOOST_TEST(page.body().find("data-scope=\"email\"") != std::string::npos);
  BOOST_TEST(codes() == 0);
}

BOOST_AUTO_TEST_CASE(everything_is_read_from_the_stored_request) {
  const std::string path = begin();
  sign_in();
  const auto page = browser.get(path + "?client_id=evil&scope=admin&redirect_uri=https://evil");
  BOOST_TEST(page.body().find("admin") == std::string::npos);
  BOOST_TEST(page.body().find("evil") == std::string::npos);
}

// RFC 9700 4.7: another browser cannot go on with it.
BOOST_AUTO_TEST_CASE(other_browser_gets_a_page) {
  const std::string path = begin();
  testing::Browser other(*this);
  other.sign_in(testing::ada());
  BOOST_TEST(is_page(other.get(path)));
  BOOST_TEST(logged("interaction.unbound"));
  sign_in();
  BOOST_TEST(browser.get(path).status() == 200);
}

BOOST_AUTO_TEST_CASE(way_back_without_a_login_ends_after_three_trips) {
  const std::string path = begin();
  BOOST_TEST(browser.get(path).find_header("Location").starts_with("/login?"));
  BOOST_TEST(browser.get(path).find_header("Location").starts_with("/login?"));
  const auto page = browser.get(path);
  BOOST_TEST(is_page(page, "login_required"));
  BOOST_TEST(page.body().find("data-page=\"login-required\"") != std::string::npos);
  BOOST_TEST(is_page(browser.get(path), "login_required"));
  sign_in();
  BOOST_TEST(browser.get(path).status() == 200);
}

// OIDC Core 3.1.2.1 #prompt-login: an old login does not do.
BOOST_AUTO_TEST_CASE(prompt_login_wants_a_login_of_now) {
  sign_in();
  const std::string path = begin({{"prompt", "login"}});
  BOOST_TEST(browser.get(path).find_header("Location").starts_with("/login?"));
  db.clock.advance(Seconds(30));
  sign_in(Seconds(29));
  BOOST_TEST(browser.get(path).status() == 200);
}

// OIDC Core 3.1.2.1 #max-age: time spent at the login never counts.
BOOST_AUTO_TEST_CASE(max_age_is_judged_as_of_the_start) {
  sign_in(Seconds(120));
  const std::string path = begin({{"max_age", "60"}});
  BOOST_TEST(browser.get(path).find_header("Location").starts_with("/login?"));
  db.clock.advance(Seconds(600));
  sign_in(Seconds(599));
  BOOST_TEST(browser.get(path).status() == 200);
}

BOOST_AUTO_TEST_CASE(host_can_only_give_up) {
  const auto answer = answer_in(browser.get(begin() + "?error=access_denied"));
  BOOST_TEST(answer.at("error") == "access_denied");
  BOOST_TEST(answer.at("state") == "st-1");
  BOOST_TEST(answer_in(browser.get(begin() + "?error=login_required")).at("error") ==
             "login_required");
  BOOST_TEST(answer_in(browser.get(begin() + "?error=%3Cscript%3E")).at("error") ==
             "access_denied");
  const std::string path = begin();
  BOOST_TEST(is_page(testing::Browser(*this).get(path + "?error=access_denied")));
  sign_in();
  BOOST_TEST(browser.get(path).status() == 200);
}

// OIDC Core 5.5.1.1: an acr that the host did not reach fails the request.
BOOST_AUTO_TEST_CASE(essential_acr_that_is_not_reached_fails_the_request) {
  const std::string path =
      begin({{"claims", R"({"id_token":{"acr":{"essential":true,"values":["mfa"]}}})"}});
  sign_in();
  BOOST_TEST(answer_in(browser.get(path)).at("error") == "unmet_authentication_requirements");
  BOOST_TEST(codes() == 0);
}

BOOST_AUTO_TEST_CASE(expired_interaction_is_a_page) {
  const std::string path = begin();
  db.clock.advance(policy.interaction_lifetime);
  sign_in();
  BOOST_TEST(is_page(browser.get(path)));
  BOOST_TEST(logged("interaction.expired"));
}

BOOST_AUTO_TEST_CASE(finished_interaction_is_a_page_and_gives_no_second_answer) {
  const std::string path = begin();
  BOOST_TEST(answer_in(browser.get(path + "?error=access_denied")).contains("error"));
  sign_in();
  BOOST_TEST(is_page(browser.get(path)));
  BOOST_TEST(is_page(browser.get(path + "?error=access_denied")));
  BOOST_TEST(logged("interaction.finished"));
}

BOOST_AUTO_TEST_CASE(ended_interaction_takes_its_cookie_along) {
  const std::string path = begin();
  BOOST_TEST(browser.cookies.size() == 1U);
  browser.get(path + "?error=access_denied");
  BOOST_TEST(browser.cookies.empty());
}

BOOST_AUTO_TEST_CASE(tabs_do_not_disturb_each_other) {
  const std::string one = begin({{"state", "one"}});
  const std::string two = begin({{"state", "two"}});
  sign_in();
  const auto page_one = browser.get(one);
  const auto page_two = browser.get(two);
  BOOST_TEST(answer_in(browser.press(page_two, {{"decision", "approve"}})).at("state") == "two");
  BOOST_TEST(answer_in(browser.press(page_one, {{"decision", "approve"}})).at("state") == "one");
}

BOOST_AUTO_TEST_CASE(client_that_was_disabled_meanwhile_is_a_page) {
  const std::string path = begin();
  write([&](store::Transaction& tx) {
    store::disable_client_row(tx, app.client_id, db.clock.now());
  });
  sign_in();
  BOOST_TEST(is_page(browser.get(path), "unauthorized_client"));
}

BOOST_AUTO_TEST_CASE(methods_are_get_for_the_page_and_post_for_the_answer) {
  const std::string path = begin();
  const auto posted = browser.post(path, {});
  BOOST_TEST(posted.status() == 405);
  BOOST_TEST(posted.find_header("Allow") == "GET");
  const auto got = browser.get(path + "/complete");
  BOOST_TEST(got.status() == 405);
  BOOST_TEST(got.find_header("Allow") == "POST");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
