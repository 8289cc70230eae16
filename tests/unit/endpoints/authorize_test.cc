// The authorization endpoint: what is answered at once, and what begins an interaction.
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

struct Authorize : testing::Site {
  const Client app = add(testing::web_client());
  const Client native = add(testing::native_client());
  testing::Browser browser{*this};

  void remember(const Client& client, const std::string& scopes) {
    write([&](store::Transaction& tx) {
      store::save_consent(tx, {.sub = Subject("ada"),
                               .client_id = client.client_id,
                               .scopes = scopes,
                               .resources = "",
                               .claims = "",
                               .granted_at = testing::kStart,
                               .updated_at = testing::kStart});
    });
  }
  http::Response ask(const Parameters& changes = {}) {
    return browser.authorize(authorize_query(app, changes));
  }
  std::int64_t codes() { return count("SELECT count(*) FROM authorization_codes"); }
  std::int64_t interactions() { return count("SELECT count(*) FROM interactions"); }
};

bool is_page(const http::Response& response) {
  return response.status() == 400 && response.find_header("Location").empty() &&
         response.body().find("data-page=\"error\"") != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(authorize_test, Authorize)

// RFC 6749 4.1.2: a code at the redirect URI, with state.
// RFC 9207 2: and with iss.
BOOST_AUTO_TEST_CASE(remembered_consent_and_session_give_a_code_at_once) {
  browser.sign_in(testing::ada());
  remember(app, "openid email");
  const auto response = ask();
  BOOST_TEST(response.status() == 302);
  BOOST_TEST(response.find_header("Location").starts_with("https://app.example/cb?code="));
  const auto answer = answer_in(response);
  BOOST_TEST(answer.at("state") == "st-1");
  BOOST_TEST(answer.at("iss") == policy.issuer);
  BOOST_TEST(redeem(app, answer.at("code")).status() == 200);
  BOOST_TEST(interactions() == 0);
}

BOOST_AUTO_TEST_CASE(nobody_signed_in_is_sent_to_the_login) {
  const auto response = ask({{"max_age", "60"},
                             {"login_hint", "ada@example.com"},
                             {"ui_locales", "de"},
                             {"acr_values", "mfa"},
                             {"prompt", "login"}});
  BOOST_TEST(response.status() == 302);
  BOOST_TEST(response.find_header("Location").starts_with("/login?return_to="));
  const auto login = answer_in(response);
  const std::string path = login.at("return_to");
  BOOST_TEST(path == "/lockspire/interactions/" + login.at("interaction_id"));
  BOOST_TEST(login.at("max_age") == "60");
  BOOST_TEST(login.at("login_hint") == "ada@example.com");
  BOOST_TEST(login.at("ui_locales") == "de");
  BOOST_TEST(login.at("acr_values") == "mfa");
  BOOST_TEST(login.at("prompt") == "login");
  BOOST_TEST(interactions() == 1);
}

BOOST_AUTO_TEST_CASE(login_path_keeps_its_query) {
  policy.login_path = "/login?theme=dark";
  BOOST_TEST(ask().find_header("Location").starts_with("/login?theme=dark&return_to="));
}

BOOST_AUTO_TEST_CASE(person_who_must_consent_is_sent_to_the_page) {
  browser.sign_in(testing::ada());
  const auto response = ask();
  BOOST_TEST(response.status() == 302);
  BOOST_TEST(response.find_header("Location").starts_with("/lockspire/interactions/"));
  BOOST_TEST(codes() == 0);
}

// OIDC Core 3.1.2.1 #prompt-none: no page, but an error at the client.
// OIDC Core 3.1.2.3 #none: no page is shown for prompt=none.
BOOST_AUTO_TEST_CASE(prompt_none_shows_nothing) {
  BOOST_TEST(answer_in(ask({{"prompt", "none"}})).at("error") == "login_required");
  browser.sign_in(testing::ada());
  const auto response = ask({{"prompt", "none"}});
  const auto answer = answer_in(response);
  BOOST_TEST(answer.at("error") == "consent_required");
  BOOST_TEST(answer.at("state") == "st-1");
  BOOST_TEST(answer.at("iss") == policy.issuer);
  BOOST_TEST(answer_in(ask({{"prompt", "none"}, {"max_age", "1"}})).at("error") ==
             "login_required");
  BOOST_TEST(interactions() == 0);
  remember(app, "openid email");
  BOOST_TEST(!answer_in(ask({{"prompt", "none"}})).at("code").empty());
}

// OIDC Core 3.1.2.1 #id-token-hint: login_required when somebody else is signed in.
BOOST_AUTO_TEST_CASE(hint_for_another_account_wants_that_account) {
  browser.sign_in(testing::ada());
  remember(app, "openid email");
  host::Session eve = testing::ada();
  eve.sub = Subject("eve");
  AuthorizeRequest request;
  request.scopes = {"openid"};
  request.code_challenge = testing::kChallenge;
  const std::string hint = testing::member(redeem(app, code_for(app, request, eve)), "id_token");
  BOOST_TEST(answer_in(ask({{"prompt", "none"}, {"id_token_hint", hint}})).at("error") ==
             "login_required");
  BOOST_TEST(ask({{"id_token_hint", hint}}).find_header("Location").starts_with("/login?"));
}

// RFC 8252 8.6: a public client on a redirect URI that others could claim is asked every time.
BOOST_AUTO_TEST_CASE(remembered_consent_does_not_count_on_loopback) {
  browser.sign_in(testing::ada());
  remember(native, "openid email");
  const auto on = [&](const char* uri) {
    return browser.authorize(authorize_query(native, {{"redirect_uri", uri}, {"prompt", "none"}}));
  };
  BOOST_TEST(answer_in(on("http://127.0.0.1:54321/cb")).at("error") == "consent_required");
  BOOST_TEST(answer_in(on(testing::kCallback)).contains("code"));
}

// RFC 6749 4.1.2.1 #page: nothing is sent to a redirect URI that is not proven.
// RFC 6749 3.1.2.4: an invalid redirect URI is told to the person and never followed.
BOOST_AUTO_TEST_CASE(unproven_redirect_uri_is_a_page) {
  browser.sign_in(testing::ada());
  for (const Parameters& changes :
       {Parameters{{"client_id", "nobody"}}, Parameters{{"client_id", ""}},
        Parameters{{"redirect_uri", "https://evil.example/"}}, Parameters{{"redirect_uri", ""}}}) {
    for (const char* prompt : {"none", "login"}) {
      BOOST_TEST(is_page(ask(testing::with(changes, {{"prompt", prompt}}))));
    }
  }
  http::Request broken = testing::get("/lockspire/authorize");
  broken.query = "client_id=%zz";
  BOOST_TEST(is_page(browser.send(broken)));
}

BOOST_AUTO_TEST_CASE(page_shows_nothing_that_came_in) {
  const auto page =
      ask({{"redirect_uri", "https://evil.example/<script>"}, {"client_id", "x\"><"}});
  BOOST_TEST(page.body().find("evil") == std::string::npos);
  BOOST_TEST(page.body().find("x\"><") == std::string::npos);
  BOOST_TEST(page.body().find("<code id=\"error-reference\">r1</code>") != std::string::npos);
}

// RFC 6749 4.1.2.1: other errors go to the client, with state.
// RFC 6749 4.1.2.1 #state: an error response carries state too.
BOOST_AUTO_TEST_CASE(error_after_the_proof_is_a_redirect) {
  const auto answer = answer_in(ask({{"scope", "openid admin"}}));
  BOOST_TEST(answer.at("error") == "invalid_scope");
  BOOST_TEST(answer.at("state") == "st-1");
  BOOST_TEST(answer.at("iss") == policy.issuer);
  BOOST_TEST(log_text().find("event=authorize.refused") != std::string::npos);
}

// OIDC Core 3.1.2.1 #post: parameters of a form count like those of a query.
BOOST_AUTO_TEST_CASE(post_goes_through_a_get_first) {
  browser.sign_in(testing::ada());
  remember(app, "openid email");
  const auto response = browser.post("/lockspire/authorize", authorize_query(app));
  BOOST_TEST(response.status() == 303);
  BOOST_TEST(response.find_header("Location").starts_with("/lockspire/interactions/"));
  const auto resumed = browser.get(response.find_header("Location"));
  BOOST_TEST(resumed.status() == 302);
  BOOST_TEST(answer_in(resumed).contains("code"));
}

BOOST_AUTO_TEST_CASE(posted_prompt_none_is_answered_without_a_page) {
  const auto response =
      browser.post("/lockspire/authorize", authorize_query(app, {{"prompt", "none"}}));
  BOOST_TEST(response.status() == 303);
  BOOST_TEST(answer_in(browser.get(response.find_header("Location"))).at("error") ==
             "login_required");
}

BOOST_AUTO_TEST_CASE(post_that_is_no_form_is_a_page) {
  for (const char* type : {"", "application/json", "text/plain", "multipart/form-data; boundary=x",
                           "application/x-www-form-urlencoded; charset=utf-16"}) {
    http::Request request = testing::post("/lockspire/authorize", authorize_query(app));
    request.content_type = type;
    BOOST_TEST(is_page(browser.send(request)));
  }
  http::Request good = testing::post("/lockspire/authorize", authorize_query(app));
  good.content_type = "application/x-www-form-urlencoded; charset=utf-8";
  BOOST_TEST(browser.send(good).status() == 303);
}

// RFC 6749 3.1: a name in query and body is given twice.
BOOST_AUTO_TEST_CASE(name_in_query_and_body_is_repeated) {
  http::Request request = testing::post("/lockspire/authorize", authorize_query(app));
  request.query = "scope=openid";
  BOOST_TEST(answer_in(browser.send(request)).at("error") == "invalid_request");
  request.query = "client_id=app";
  BOOST_TEST(is_page(browser.send(request)));
}

// RFC 6749 3.1 #get: GET is supported, and POST may be.
BOOST_AUTO_TEST_CASE(other_methods_are_refused) {
  for (const char* method : {"PUT", "DELETE", "HEAD", "OPTIONS", "get"}) {
    http::Request request = testing::get("/lockspire/authorize", authorize_query(app));
    request.method = method;
    const auto response = browser.send(request);
    BOOST_TEST(response.status() == 405);
    BOOST_TEST(response.find_header("Allow") == "GET, POST");
  }
}

BOOST_AUTO_TEST_CASE(identity_comes_from_the_cookie_alone) {
  http::Request request = testing::get("/lockspire/authorize", authorize_query(app));
  request.authorization = testing::basic("ada", "x");
  BOOST_TEST(browser.send(request).find_header("Location").starts_with("/login?"));
  browser.cookies["__Host-lockspire_session"] = "forged";
  BOOST_TEST(ask().find_header("Location").starts_with("/login?"));
  BOOST_TEST(log_text().find("event=session.ignored") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(session_cookie_that_stands_there_twice_is_none) {
  remember(app, "openid email");
  http::Request request = testing::get("/lockspire/authorize", authorize_query(app));
  const std::string cookie = session_cookie(testing::ada());
  request.cookie = cookie + "; " + cookie;
  BOOST_TEST(browser.send(request).find_header("Location").starts_with("/login?"));
}

BOOST_AUTO_TEST_CASE(unknown_path_is_a_page) {
  BOOST_TEST(is_page(browser.get("/lockspire/other")));
  BOOST_TEST(is_page(browser.get("/lockspire/interactions/")));
}

// Eight interactions are kept in a browser; the oldest gives way.
BOOST_AUTO_TEST_CASE(ninth_interaction_takes_the_place_of_the_oldest) {
  std::vector<std::string> ids;
  for (int i = 0; i < 9; ++i) {
    db.clock.advance(Seconds(1));
    ids.push_back(answer_in(ask()).at("interaction_id"));
  }
  BOOST_TEST(browser.cookies.size() == 8U);
  browser.sign_in(testing::ada());
  BOOST_TEST(is_page(browser.get("/lockspire/interactions/" + ids.front())));
  BOOST_TEST(browser.get("/lockspire/interactions/" + ids[1]).status() == 200);
  BOOST_TEST(browser.get("/lockspire/interactions/" + ids[8]).status() == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
