// prompt=none without a session cookie: the host is asked once, silently, when that is switched on.
#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "store/consents.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

using testing::answer_in;
using testing::authorize_query;
using testing::Parameters;

struct Silent : testing::Site {
  const Client app = add(testing::web_client());
  testing::Browser browser{*this};

  Silent() { policy.silent_refresh = true; }

  static Parameters silently(const Parameters& changes = {}) {
    return testing::with({{"prompt", "none"}}, changes);
  }
  http::Response ask(const Parameters& changes = {}) {
    return browser.authorize(authorize_query(app, silently(changes)));
  }
  // The way back after the bounce.
  std::string begin(const Parameters& changes = {}) {
    return answer_in(ask(changes)).at("return_to");
  }
  void remember() {
    write([&](store::Transaction& tx) {
      store::save_consent(tx, {.sub = Subject("ada"),
                               .client_id = app.client_id,
                               .scopes = "openid email",
                               .resources = "",
                               .claims = "",
                               .granted_at = testing::kStart,
                               .updated_at = testing::kStart});
    });
  }
  // What an authorization request from this place is answered.
  http::Response ask_from(const char* dest, const char* site) {
    http::Request request = testing::get("/lockspire/authorize", authorize_query(app, silently()));
    request.sec_fetch_dest = dest;
    request.sec_fetch_site = site;
    return browser.send(request);
  }
  std::int64_t interactions() { return count("SELECT count(*) FROM interactions"); }
};

bool goes_to_login(const http::Response& response) {
  return response.status() == 302 && response.find_header("Location").starts_with("/login?");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(silent_refresh_test, Silent)

BOOST_AUTO_TEST_CASE(missing_cookie_goes_by_the_login_which_is_told_to_show_nothing) {
  const auto response = ask({{"max_age", "60"}, {"login_hint", "ada@example.com"}});
  BOOST_TEST(goes_to_login(response));
  const auto login = answer_in(response);
  BOOST_TEST(login.at("prompt") == "none");
  BOOST_TEST(login.at("max_age") == "60");
  BOOST_TEST(login.at("login_hint") == "ada@example.com");
  BOOST_TEST(login.at("return_to") == "/lockspire/interactions/" + login.at("interaction_id"));
  BOOST_TEST(!response.find_header("Set-Cookie").empty());
  BOOST_TEST(interactions() == 1);
}

BOOST_AUTO_TEST_CASE(host_that_knows_the_person_brings_a_code) {
  remember();
  const std::string path = begin();
  browser.sign_in(testing::ada());
  const auto answer = answer_in(browser.get(path));
  BOOST_TEST(answer.at("state") == "st-1");
  BOOST_TEST(redeem(app, answer.at("code")).status() == 200);
}

BOOST_AUTO_TEST_CASE(host_that_does_not_gives_up_and_the_client_is_told) {
  const auto answer = answer_in(browser.get(begin() + "?error=login_required"));
  BOOST_TEST(answer.at("error") == "login_required");
  BOOST_TEST(answer.at("state") == "st-1");
  BOOST_TEST(answer.at("iss") == policy.issuer);
}

// A host that knows neither this rule nor the person sends the browser straight back.
BOOST_AUTO_TEST_CASE(nobody_is_sent_round_again) {
  const std::string path = begin();
  const auto response = browser.get(path);
  BOOST_TEST(response.find_header("Location").starts_with("https://app.example/cb?"));
  BOOST_TEST(answer_in(response).at("error") == "login_required");
  BOOST_TEST(browser.get(path).status() == 400);
}

// OIDC Core 3.1.2.3 #none: no page is shown for prompt=none, after the bounce either.
BOOST_AUTO_TEST_CASE(nothing_is_shown_to_who_comes_back_without_consent) {
  const std::string path = begin();
  browser.sign_in(testing::ada());
  BOOST_TEST(answer_in(browser.get(path)).at("error") == "consent_required");
}

BOOST_AUTO_TEST_CASE(session_that_does_not_do_is_refused_at_once) {
  host::Session old = testing::ada();
  old.auth_time = testing::kStart - Seconds(100);
  browser.sign_in(old);
  BOOST_TEST(answer_in(ask({{"max_age", "60"}})).at("error") == "login_required");
  BOOST_TEST(answer_in(ask()).at("error") == "consent_required");
  BOOST_TEST(interactions() == 0);
}

// The host brought a session, and it is too old still.
BOOST_AUTO_TEST_CASE(session_that_comes_back_is_judged) {
  remember();
  const std::string path = begin({{"max_age", "60"}});
  host::Session old = testing::ada();
  old.auth_time = testing::kStart - Seconds(61);
  browser.sign_in(old);
  BOOST_TEST(answer_in(browser.get(path)).at("error") == "login_required");
}

BOOST_AUTO_TEST_CASE(another_browser_cannot_take_the_way_back) {
  remember();
  const std::string path = begin();
  testing::Browser other{*this};
  other.sign_in(testing::ada());
  const auto response = other.get(path);
  BOOST_TEST(response.status() == 400);
  BOOST_TEST(response.find_header("Location").empty());
}

// A cross-site POST carries no cookie, so that only the GET after it can tell.
BOOST_AUTO_TEST_CASE(post_itself_never_goes_to_the_login) {
  const auto posted = browser.post("/lockspire/authorize", authorize_query(app, silently()));
  BOOST_TEST(posted.status() == 303);
  const std::string path{posted.find_header("Location")};
  BOOST_TEST(path.starts_with("/lockspire/interactions/"));
  const auto bounced = browser.get(path);
  BOOST_TEST(goes_to_login(bounced));
  BOOST_TEST(answer_in(bounced).at("prompt") == "none");
  BOOST_TEST(answer_in(browser.get(path)).at("error") == "login_required");
}

BOOST_AUTO_TEST_CASE(every_response_mode_gets_the_answer) {
  const auto fragment = browser.get(begin({{"response_mode", "fragment"}}));
  BOOST_TEST(fragment.find_header("Location").starts_with("https://app.example/cb#error="));
  const auto form = browser.get(begin({{"response_mode", "form_post"}}));
  BOOST_TEST(form.status() == 200);
  BOOST_TEST(form.body().find("value=\"login_required\"") != std::string::npos);
  remember();
  const std::string path = begin({{"response_mode", "form_post"}});
  browser.sign_in(testing::ada());
  BOOST_TEST(browser.get(path).body().find("name=\"code\"") != std::string::npos);
}

// No SameSite=Lax cookie goes to a frame of another site: it gets its answer at once.
BOOST_AUTO_TEST_CASE(frame_of_another_site_is_not_sent_to_the_login) {
  BOOST_TEST(answer_in(ask_from("iframe", "cross-site")).at("error") == "login_required");
  BOOST_TEST(answer_in(ask_from("empty", "cross-site")).at("error") == "login_required");
  BOOST_TEST(goes_to_login(ask_from("iframe", "same-site")));
  BOOST_TEST(goes_to_login(ask_from("document", "cross-site")));
  BOOST_TEST(goes_to_login(ask_from("", "")));
}

BOOST_AUTO_TEST_CASE(unproven_redirect_uri_goes_nowhere) {
  BOOST_TEST(ask({{"redirect_uri", "https://evil.example/"}}).status() == 400);
  BOOST_TEST(answer_in(ask({{"scope", "unknown"}})).at("error") == "invalid_scope");
  BOOST_TEST(interactions() == 0);
}

// OIDC Core 3.1.2.1 #prompt-none: an error at the client, unless the site chose otherwise.
BOOST_AUTO_TEST_CASE(nothing_of_this_happens_unless_switched_on) {
  policy.silent_refresh = false;
  BOOST_TEST(answer_in(ask()).at("error") == "login_required");
  const auto posted = browser.post("/lockspire/authorize", authorize_query(app, silently()));
  BOOST_TEST(answer_in(browser.get(posted.find_header("Location"))).at("error") ==
             "login_required");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
