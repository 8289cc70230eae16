#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "protocol/connected_apps.h"
#include "store/ended_sessions.h"
#include "store/grants.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

constexpr const char* kPage = "/lockspire/account/apps";

struct WithPage : testing::Site {
  Client app = add(testing::web_client());
  std::string cookies = session_cookie(testing::ada());

  WithPage() {
    write([&](store::Transaction& tx) { store::insert_grant(tx, testing::grant_of(app)); });
  }

  http::Response send(http::Request request) {
    request.cookie = cookies;
    auto all = services();
    return account(request, all);
  }

  http::Response open() { return send(testing::get(kPage)); }

  // Opens the page and keeps its cookie; the token of its form.
  std::string open_form() {
    const http::Response page = open();
    const std::string_view header = page.find_header("Set-Cookie");
    if (!header.empty()) cookies += "; " + std::string(header.substr(0, header.find(';')));
    return testing::attribute_in(page, "name=\"csrf_token\" value=\"");
  }

  http::Response press(const std::string& token, const testing::Parameters& changes = {}) {
    return send(testing::post(
        kPage, testing::with({{"client_id", "app"}, {"csrf_token", token}, {"decision", "revoke"}},
                             changes)));
  }

  bool is_live() {
    return !read([&](store::Reader& reader) { return store::find_grant(reader, GrantId("g1")); })
                .value()
                .revoked_at;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(account_test, WithPage)

BOOST_AUTO_TEST_CASE(signed_out_person_goes_to_the_login_and_back) {
  cookies.clear();
  const http::Response response = open();
  BOOST_TEST(response.status() == 302);
  BOOST_TEST(response.find_header("Location") == "/login?return_to=%2Flockspire%2Faccount%2Fapps");
}

BOOST_AUTO_TEST_CASE(ended_session_is_signed_out) {
  write([&](store::Transaction& tx) {
    store::end_session(tx, testing::ada().sid,
                       {.ended_at = db.clock.now(), .expires_at = db.clock.now() + Seconds(60)});
  });
  BOOST_TEST(open().status() == 302);
  BOOST_TEST(log_text().find("session.ended") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(page_is_kept_nowhere_and_sends_its_form_home) {
  const http::Response page = open();
  BOOST_TEST(page.status() == 200);
  BOOST_TEST(page.find_header("Cache-Control") == "no-store");
  BOOST_TEST(page.find_header("Content-Security-Policy").find("form-action 'self'") !=
             std::string_view::npos);
  BOOST_TEST(testing::attribute_in(page, "action=\"") == kPage);
}

BOOST_AUTO_TEST_CASE(button_ends_the_grant_and_leads_back) {
  const http::Response response = press(open_form());
  BOOST_TEST(response.status() == 303);
  BOOST_TEST(response.find_header("Location") == kPage);
  BOOST_TEST(!is_live());
}

BOOST_AUTO_TEST_CASE(cookie_of_the_page_is_kept) {
  const std::string token = open_form();
  BOOST_TEST(open().find_header("Set-Cookie").empty());
  BOOST_TEST(open_form() == token);
}

BOOST_AUTO_TEST_CASE(renewed_session_cookie_keeps_the_form_good) {
  const std::string token = open_form();
  db.clock.advance(Seconds(60));
  host::Session renewed = testing::ada();
  cookies = session_cookie(renewed) + cookies.substr(cookies.find(';'));
  BOOST_TEST(press(token).status() == 303);
  BOOST_TEST(!is_live());
}

BOOST_AUTO_TEST_CASE(forged_form_is_refused_and_ends_nothing) {
  const std::string token = open_form();
  BOOST_TEST(press("").status() == 400);
  BOOST_TEST(press(token + "x").status() == 400);
  for (const char* origin : {"https://evil.example", "https://example.com.evil.example"}) {
    http::Request request =
        testing::post(kPage, {{"client_id", "app"}, {"csrf_token", token}, {"decision", "revoke"}});
    request.origin = origin;
    BOOST_TEST(send(request).status() == 400);
  }
  for (const char* site : {"cross-site", "same-site"}) {
    http::Request request =
        testing::post(kPage, {{"client_id", "app"}, {"csrf_token", token}, {"decision", "revoke"}});
    request.sec_fetch_site = site;
    BOOST_TEST(send(request).status() == 400);
  }
  cookies = session_cookie(testing::ada());
  BOOST_TEST(press(token).status() == 400);
  BOOST_TEST(is_live());
  BOOST_TEST(log_text().find("apps.csrf") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(other_decisions_and_no_client_are_refused) {
  const std::string token = open_form();
  BOOST_TEST(press(token, {{"decision", "keep"}}).status() == 400);
  BOOST_TEST(press(token, {{"decision", ""}}).status() == 400);
  BOOST_TEST(press(token, {{"client_id", ""}}).status() == 400);
  BOOST_TEST(is_live());
}

BOOST_AUTO_TEST_CASE(other_methods_and_paths_are_refused) {
  http::Request request = testing::get(kPage);
  request.method = "PUT";
  BOOST_TEST(send(request).status() == 405);
  BOOST_TEST(send(testing::get("/lockspire/account/apps/x")).status() == 400);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
