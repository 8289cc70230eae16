// The answer to the consent page: endpoints/interaction, POST .../complete.
#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "endpoints/interaction.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using testing::answer_in;
using testing::authorize_query;
using testing::Parameters;

const Parameters kApprove{{"decision", "approve"}};
const Parameters kDeny{{"decision", "deny"}};

bool is_page(const http::Response& response) {
  return response.status() == 400 && response.find_header("Location").empty();
}

struct Consents : testing::Site {
  const Client app = add(testing::web_client());
  const Client native = add(testing::native_client());
  testing::Browser browser{*this};

  Consents() { browser.sign_in(testing::ada()); }

  http::Response page_of(const Client& client, const Parameters& changes = {}) {
    const auto response = browser.authorize(authorize_query(client, changes));
    return browser.get(response.find_header("Location"));
  }
  http::Response page(const Parameters& changes = {}) { return page_of(app, changes); }
  bool asks(const Parameters& changes = {}) {
    return !answer_in(browser.authorize(authorize_query(app, changes))).contains("code");
  }
  // A request as the page's form would send it.
  http::Request form(const http::Response& consent, const Parameters& fields) {
    return testing::post(
        testing::attribute_in(consent, "action=\""),
        testing::with(
            {{"csrf_token", testing::attribute_in(consent, "name=\"csrf_token\" value=\"")},
             {"decision", "approve"}},
            fields));
  }
  std::int64_t codes() { return count("SELECT count(*) FROM authorization_codes"); }
  std::int64_t consents() { return count("SELECT count(*) FROM consents"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(consent_test, Consents)

// RFC 9700 4.12: the answer to the form is a 303, so that it is not posted on.
BOOST_AUTO_TEST_CASE(approval_gives_a_code) {
  const auto response = browser.press(page(), kApprove);
  BOOST_TEST(response.status() == 303);
  const auto answer = answer_in(response);
  BOOST_TEST(answer.at("state") == "st-1");
  BOOST_TEST(answer.at("iss") == policy.issuer);
  const auto tokens = redeem(app, answer.at("code"));
  const Json id_token = testing::payload_of(testing::member(tokens, "id_token"));
  BOOST_TEST(id_token.view().string("nonce").value() == "n-1");
  BOOST_TEST(std::ranges::count(events(), "consent.approved") == 1);
  BOOST_TEST(consents() == 0);
}

// RFC 6749 4.1.2.1: access_denied when the person says no.
// RFC 6749 4.1.2.1 #denied: access_denied when the person says no.
BOOST_AUTO_TEST_CASE(denial_goes_back_and_grants_nothing) {
  const auto answer =
      answer_in(browser.press(page(), {{"decision", "deny"}, {"remember", "true"}}));
  BOOST_TEST(answer.at("error") == "access_denied");
  BOOST_TEST(answer.at("state") == "st-1");
  BOOST_TEST(answer.at("iss") == policy.issuer);
  BOOST_TEST(codes() == 0);
  BOOST_TEST(consents() == 0);
  BOOST_TEST(std::ranges::count(events(), "consent.denied") == 1);
}

BOOST_AUTO_TEST_CASE(second_answer_is_a_page_and_no_second_code) {
  const auto consent = page();
  const http::Request once = form(consent, {});
  testing::Browser tab = browser;
  BOOST_TEST(browser.send(once).status() == 303);
  BOOST_TEST(is_page(tab.send(once)));
  BOOST_TEST(is_page(browser.send(once)));
  BOOST_TEST(codes() == 1);
}

BOOST_AUTO_TEST_CASE(back_button_after_the_answer_shows_a_page) {
  const auto consent = page();
  std::string path = testing::attribute_in(consent, "action=\"");
  path.resize(path.rfind('/'));
  browser.press(consent, kDeny);
  BOOST_TEST(is_page(browser.get(path)));
  BOOST_TEST(codes() == 0);
}

// RFC 6749 10.12: only our own page, in this browser, for this account, may answer.
// OIDC Core 3.1.2.3 #csrf: the pages are safe from forged requests and from framing.
BOOST_AUTO_TEST_CASE(form_of_somebody_else_is_refused) {
  const auto consent = page();
  const auto other = page();
  const std::string foreign = testing::attribute_in(other, "name=\"csrf_token\" value=\"");
  BOOST_TEST(is_page(browser.send(form(consent, {{"csrf_token", ""}}))));
  BOOST_TEST(is_page(browser.send(form(consent, {{"csrf_token", "x"}}))));
  BOOST_TEST(is_page(browser.send(form(consent, {{"csrf_token", foreign}}))));
  for (const char* origin : {"https://evil.example", "https://example.com.evil",
                             "http://example.com", "https://example.com:8443"}) {
    http::Request request = form(consent, {});
    request.origin = origin;
    BOOST_TEST(is_page(browser.send(request)));
  }
  for (const char* site : {"cross-site", "same-site", "x"}) {
    http::Request request = form(consent, {});
    request.sec_fetch_site = site;
    BOOST_TEST(is_page(browser.send(request)));
  }
  BOOST_TEST(codes() == 0);
  BOOST_TEST(log_text().find("reason=consent.csrf ") != std::string::npos);
  http::Request good = form(consent, {});
  good.origin = "null";
  good.sec_fetch_site = "same-origin";
  BOOST_TEST(browser.send(good).status() == 303);
}

BOOST_AUTO_TEST_CASE(answer_without_a_decision_is_a_page_and_may_be_given_again) {
  const auto consent = page();
  for (const Parameters& fields : {Parameters{{"decision", ""}}, Parameters{{"decision", "yes"}},
                                   Parameters{{"decision", "APPROVE"}}}) {
    BOOST_TEST(is_page(browser.send(form(consent, fields))));
  }
  http::Request twice = form(consent, {});
  twice.body += "&decision=deny";
  BOOST_TEST(is_page(browser.send(twice)));
  BOOST_TEST(codes() == 0);
  BOOST_TEST(browser.press(consent, kApprove).status() == 303);
}

BOOST_AUTO_TEST_CASE(other_account_must_see_the_page_first) {
  const auto consent = page();
  host::Session eve = testing::ada();
  eve.sub = Subject("eve");
  browser.sign_in(eve);
  const auto response = browser.press(consent, kApprove);
  BOOST_TEST(response.status() == 303);
  BOOST_TEST(response.find_header("Location").starts_with("/lockspire/interactions/"));
  BOOST_TEST(codes() == 0);
  const auto again = browser.get(response.find_header("Location"));
  BOOST_TEST(is_page(browser.press(consent, kApprove)));
  BOOST_TEST(answer_in(browser.press(again, kApprove)).contains("code"));
  BOOST_TEST(count("SELECT count(*) FROM grants WHERE sub = 'eve'") == 1);
  BOOST_TEST(log_text().find("interaction.session_changed") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(person_who_signed_out_meanwhile_grants_nothing) {
  const auto consent = page();
  browser.sign_out();
  const auto response = browser.press(consent, kApprove);
  BOOST_TEST(response.status() == 303);
  BOOST_TEST(response.find_header("Location").starts_with("/lockspire/interactions/"));
  BOOST_TEST(
      browser.get(response.find_header("Location")).find_header("Location").starts_with("/login?"));
  BOOST_TEST(codes() == 0);
}

BOOST_AUTO_TEST_CASE(renewed_cookie_of_the_same_session_may_answer) {
  const auto consent = page();
  db.clock.advance(Seconds(120));
  browser.sign_in(testing::ada());
  BOOST_TEST(answer_in(browser.press(consent, kApprove)).contains("code"));
}

// OIDC Core 3.1.2.4: what was remembered covers what was approved, and no more.
BOOST_AUTO_TEST_CASE(remembered_approval_is_reused_for_the_same_and_less) {
  browser.press(page(), {{"decision", "approve"}, {"remember", "true"}});
  BOOST_TEST(!asks());
  BOOST_TEST(!asks({{"scope", "openid"}}));
  BOOST_TEST(asks({{"scope", "openid email profile"}}));
  BOOST_TEST(asks({{"scope", "openid email offline_access"}}));
  BOOST_TEST(asks({{"claims", R"({"userinfo":{"birthdate":null}})"}}));
  BOOST_TEST(asks({{"prompt", "consent"}}));
  const auto more = page({{"scope", "openid email profile"}});
  BOOST_TEST(more.body().find("data-scope=\"profile\"") != std::string::npos);
  BOOST_TEST(more.body().find("class=\"new\"") != std::string::npos);
  browser.press(more, {{"decision", "approve"}, {"remember", "true"}});
  BOOST_TEST(!asks({{"scope", "openid email profile"}}));
}

BOOST_AUTO_TEST_CASE(approval_that_was_not_remembered_is_asked_for_again) {
  browser.press(page(), kApprove);
  BOOST_TEST(asks());
}

// RFC 8252 8.6: nothing is remembered where another app could answer for the client.
BOOST_AUTO_TEST_CASE(loopback_of_a_public_client_is_not_remembered) {
  const auto consent = page_of(native, {{"redirect_uri", "http://127.0.0.1:5/cb"}});
  BOOST_TEST(consent.body().find("name=\"remember\"") == std::string::npos);
  BOOST_TEST(answer_in(browser.press(consent, {{"decision", "approve"}, {"remember", "true"}}))
                 .contains("code"));
  BOOST_TEST(consents() == 0);
}

// OIDC Core 3.1.2.4: the page shows all that is asked for.
// OIDC Core 11 #consent: offline access is on the page that the person approves.
BOOST_AUTO_TEST_CASE(page_shows_all_that_is_granted) {
  const auto consent =
      page({{"scope", "openid offline_access notes.read"},
            {"claims", R"({"id_token":{"birthdate":null},"userinfo":{"email":null}})"}});
  for (const char* text : {"stay connected", "read your notes", "your date of birth",
                           "your e-mail address", "app.example"}) {
    BOOST_TEST(consent.body().find(text) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(hostile_client_name_is_escaped) {
  Client hostile = testing::web_client("hostile");
  hostile.name = "<script>alert(1)</script>\"'";
  hostile.client_uri = "https://a.example/\"onload=";
  add(hostile);
  const auto consent = page_of(hostile);
  BOOST_TEST(consent.body().find("<script>alert") == std::string::npos);
  BOOST_TEST(consent.body().find("\"onload") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
