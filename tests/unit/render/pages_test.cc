#include "render/pages.h"

#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace lockspire::render {
namespace {

const std::string kHostile = R"(Ev"il' <script>alert(1)</script> &amp; {{X}})";
const std::string kBidi = "\u202Emoc.live\u202C \u2066x";

const Templates& templates() {
  static const Templates loaded("templates", "/lockspire");
  return loaded;
}

ConsentView consent() {
  return {.client_name = "Acme Notes",
          .client_uri = "https://acme.example/",
          .policy_uri = "https://acme.example/privacy",
          .tos_uri = "https://acme.example/terms",
          .account = "ada@example.com",
          .redirect_host = "app.acme.example",
          .scopes = {{.name = "profile", .sentence = "see your name", .is_new = false},
                     {.name = "email", .sentence = "see your e-mail address", .is_new = true}},
          .claims = {"your birthday"},
          .resources = {"https://api.example.com"},
          .offers_remember = true,
          .granted_before = true,
          .action = "/lockspire/interactions/i1/complete",
          .csrf_token = "csrf-1"};
}

ConsentView consent_full_of(const std::string& text) {
  return {.client_name = text,
          .client_uri = text,
          .policy_uri = text,
          .tos_uri = text,
          .account = text,
          .redirect_host = text,
          .scopes = {{.name = text, .sentence = text, .is_new = false},
                     {.name = text, .sentence = text, .is_new = true}},
          .claims = {text},
          .resources = {text},
          .offers_remember = true,
          .granted_before = true,
          .action = text,
          .csrf_token = text};
}

ErrorView error_full_of(const std::string& text) {
  return {.page = text,
          .heading = text,
          .advice = text,
          .code = text,
          .description = text,
          .reference = text};
}

FormPostView form_post_full_of(const std::string& text) {
  return {.action = text, .fields = {{text, text}, {text, text}}};
}

bool has(std::string_view page, std::string_view text) {
  return page.find(text) != std::string_view::npos;
}

std::size_t count(std::string_view page, std::string_view text) {
  std::size_t found = 0;
  for (auto at = page.find(text); at != std::string_view::npos; at = page.find(text, at + 1))
    ++found;
  return found;
}

// The tags of a page with their attributes but without values and text: what a value must not
// change.
std::string skeleton(std::string_view page) {
  std::string out;
  bool in_tag = false;
  bool in_value = false;
  for (const char c : page) {
    if (!in_tag) {
      in_tag = c == '<';
      if (in_tag) out += c;
      continue;
    }
    if (c == '"') in_value = !in_value;
    if (!in_value) out += c;
    if (c == '>' && !in_value) in_tag = false;
  }
  return out;
}

// Nothing that the content security policy of these pages would have to stop.
void check_inert(const std::string& page) {
  BOOST_TEST(!has(page, "style="));
  BOOST_TEST(!has(page, "<style"));
  BOOST_TEST(!has(page,
                  " on"
                  "click"));
  BOOST_TEST(!has(page, "javascript:"));
  BOOST_TEST(!has(page, "<svg"));
  BOOST_TEST(!has(page, "<iframe"));
  BOOST_TEST(!has(page, "{{"));
}

void check_accessible(const std::string& page) {
  BOOST_TEST(page.starts_with("<!DOCTYPE html>"));
  BOOST_TEST(has(page, "<html lang=\"en\">"));
  BOOST_TEST(has(page, "<meta name=\"viewport\""));
  BOOST_TEST(!has(page, "<title></title>"));
  BOOST_TEST(count(page, "<main") == 1U);
  BOOST_TEST(count(page, "<h1") == 1U);
  BOOST_TEST(!has(page, "tabindex"));
  BOOST_TEST(has(page, "href=\"/lockspire/assets/style.css\""));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pages_test)

BOOST_AUTO_TEST_CASE(consent_page_has_the_hooks_that_tests_rely_on) {
  const std::string page = render_consent(templates(), consent());
  BOOST_TEST(has(page, R"(<body data-page="consent">)"));
  BOOST_TEST(has(page, R"(id="client-name">Acme Notes<)"));
  BOOST_TEST(has(page, R"(id="account">ada@example.com<)"));
  BOOST_TEST(has(page, R"(id="redirect-host">app.acme.example<)"));
  BOOST_TEST(has(page, R"(<ul id="scopes")"));
  BOOST_TEST(has(page, R"(<li data-scope="profile">)"));
  BOOST_TEST(has(page, R"(<li data-scope="email">)"));
  BOOST_TEST(count(page, "<form") == 1U);
  BOOST_TEST(has(page, R"(<form method="post" action="/lockspire/interactions/i1/complete">)"));
  BOOST_TEST(has(page, R"(<input type="hidden" name="csrf_token" value="csrf-1">)"));
  BOOST_TEST(has(page, R"(id="approve" name="decision" value="approve")"));
  BOOST_TEST(has(page, R"(id="deny" name="decision" value="deny")"));
  BOOST_TEST(count(page, "<button") == 2U);
}

// RFC 9700 4.16: what is asked, by whom and for whom stands on the page before it is allowed.
BOOST_AUTO_TEST_CASE(consent_page_shows_everything_that_is_granted) {
  const std::string page = render_consent(templates(), consent());
  for (const char* text :
       {"see your name", "see your e-mail address", "your birthday", "https://api.example.com",
        "href=\"https://acme.example/\"", "href=\"https://acme.example/privacy\"",
        "href=\"https://acme.example/terms\"", "<title>Allow access for Acme Notes?</title>"}) {
    BOOST_TEST_CONTEXT(text) BOOST_TEST(has(page, text));
  }
}

BOOST_AUTO_TEST_CASE(remember_is_never_checked_beforehand) {
  const std::string page = render_consent(templates(), consent());
  BOOST_TEST(has(page, R"(<input type="checkbox" id="remember" name="remember" value="true">)"));
  BOOST_TEST(has(page, R"(<label class="remember" for="remember">)"));
  BOOST_TEST(!has(page, "checked"));
}

BOOST_AUTO_TEST_CASE(remember_is_absent_when_it_is_not_offered) {
  ConsentView view = consent();
  view.offers_remember = false;
  BOOST_TEST(!has(render_consent(templates(), view), "remember"));
}

// Enter in a form presses its first button: an accident must not be an approval.
BOOST_AUTO_TEST_CASE(deny_is_the_first_button) {
  const std::string page = render_consent(templates(), consent());
  BOOST_TEST(page.find("id=\"deny\"") < page.find("id=\"approve\""));
}

BOOST_AUTO_TEST_CASE(only_scopes_not_granted_before_are_marked_new) {
  const std::string page = render_consent(templates(), consent());
  const auto profile = page.find("data-scope=\"profile\"");
  const auto email = page.find("data-scope=\"email\"");
  BOOST_TEST(!has(page.substr(profile, email - profile), "class=\"new\""));
  BOOST_TEST(has(page.substr(email, page.find("</ul>", email) - email), "class=\"new\""));
}

BOOST_AUTO_TEST_CASE(first_consent_marks_nothing_as_new) {
  ConsentView view = consent();
  view.granted_before = false;
  BOOST_TEST(!has(render_consent(templates(), view), "class=\"new\""));
}

BOOST_AUTO_TEST_CASE(parts_of_the_consent_page_without_content_are_left_out) {
  ConsentView view = consent();
  view.client_uri = view.policy_uri = view.tos_uri = "";
  view.claims.clear();
  view.resources.clear();
  const std::string page = render_consent(templates(), view);
  BOOST_TEST(!has(page, "<nav"));
  BOOST_TEST(!has(page, "id=\"claims\""));
  BOOST_TEST(!has(page, "id=\"resources\""));
  BOOST_TEST(!has(page, "<a "));
}

BOOST_AUTO_TEST_CASE(one_link_alone_is_shown_alone) {
  ConsentView view = consent();
  view.client_uri = view.tos_uri = "";
  const std::string page = render_consent(templates(), view);
  BOOST_TEST(count(page, "<a ") == 1U);
  BOOST_TEST(has(page, "href=\"https://acme.example/privacy\""));
}

BOOST_AUTO_TEST_CASE(links_give_the_client_neither_referrer_nor_opener) {
  const std::string page = render_consent(templates(), consent());
  BOOST_TEST(count(page, "<a ") == count(page, "rel=\"noopener noreferrer\""));
}

BOOST_AUTO_TEST_CASE(error_page_has_the_hooks_that_tests_rely_on) {
  const std::string page = render_error(templates(), {.page = "login-required",
                                                      .heading = "Please start again",
                                                      .advice = "Go back to the application.",
                                                      .code = "login_required",
                                                      .description = "no login after 3 trips",
                                                      .reference = "7f3a"});
  BOOST_TEST(has(page, R"(<body data-page="login-required">)"));
  BOOST_TEST(has(page, R"(id="error-code">login_required<)"));
  BOOST_TEST(has(page, R"(id="error-description">no login after 3 trips<)"));
  BOOST_TEST(has(page, R"(id="error-reference">7f3a<)"));
  BOOST_TEST(has(page, "<h1>Please start again</h1>"));
  BOOST_TEST(has(page, "Go back to the application."));
  BOOST_TEST(has(page, "<title>Please start again</title>"));
}

// OAuth 2.0 Form Post Response Mode 2: the parameters are hidden inputs of a form posted to
// redirect_uri.
BOOST_AUTO_TEST_CASE(form_post_page_carries_every_field_and_works_without_script) {
  const std::string page =
      render_form_post(templates(), {.action = "https://app.example/cb?a=1&b=2",
                                     .fields = {{"code", "c.1"}, {"state", "a b&c"}}});
  BOOST_TEST(has(page, R"(<body data-page="form-post">)"));
  BOOST_TEST(has(page, R"(<form method="post" action="https://app.example/cb?a=1&amp;b=2">)"));
  BOOST_TEST(has(page, R"(<input type="hidden" name="code" value="c.1">)"));
  BOOST_TEST(has(page, R"(<input type="hidden" name="state" value="a b&amp;c">)"));
  BOOST_TEST(has(page, R"(<button type="submit" class="primary">Continue</button>)"));
  BOOST_TEST(has(page, R"(<script src="/lockspire/assets/form-post.js"></script>)"));
}

BOOST_AUTO_TEST_CASE(form_post_page_accepts_loopback_redirect_uris) {
  for (const char* uri :
       {"http://127.0.0.1:49152/cb", "http://[::1]:49152/cb", "http://localhost/"}) {
    const std::string page = render_form_post(templates(), {.action = uri, .fields = {}});
    BOOST_TEST_CONTEXT(uri) BOOST_TEST(has(page, std::string("action=\"") + uri + "\""));
  }
}

BOOST_AUTO_TEST_CASE(only_the_form_post_page_has_a_script) {
  BOOST_TEST(!has(render_consent(templates(), consent()), "<script"));
  BOOST_TEST(!has(render_error(templates(), error_full_of("x")), "<script"));
  BOOST_TEST(count(render_form_post(templates(), form_post_full_of("x")), "<script") == 1U);
}

BOOST_AUTO_TEST_CASE(every_page_is_inert_and_accessible) {
  for (const std::string& page :
       {render_consent(templates(), consent()), render_error(templates(), error_full_of("x")),
        render_form_post(templates(), form_post_full_of("x"))}) {
    check_inert(page);
    check_accessible(page);
  }
}

BOOST_AUTO_TEST_CASE(hostile_values_change_no_tag) {
  for (const std::string& text : {kHostile, kBidi, std::string("\" onclick=\"x"),
                                  std::string("</bdi></main><form action=//evil.example>"),
                                  std::string("--><!--"), std::string("\x01\x7f\xff")}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(skeleton(render_consent(templates(), consent_full_of(text))) ==
                 skeleton(render_consent(templates(), consent_full_of("x"))));
      BOOST_TEST(skeleton(render_error(templates(), error_full_of(text))) ==
                 skeleton(render_error(templates(), error_full_of("x"))));
      BOOST_TEST(skeleton(render_form_post(templates(), form_post_full_of(text))) ==
                 skeleton(render_form_post(templates(), form_post_full_of("x"))));
    }
  }
}

BOOST_AUTO_TEST_CASE(hostile_text_appears_escaped_once) {
  const std::string page = render_consent(templates(), consent_full_of(kHostile));
  BOOST_TEST(has(page, "id=\"client-name\">Ev&quot;il&#39; &lt;script&gt;"));
  BOOST_TEST(has(page, "&amp;amp;"));
  BOOST_TEST(!has(page, "&amp;lt;"));
}

BOOST_AUTO_TEST_CASE(links_and_actions_are_never_script) {
  for (const char* uri :
       {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
        "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "com.app:/cb"}) {
    BOOST_TEST_CONTEXT(uri) {
      const std::string consent_page = render_consent(templates(), consent_full_of(uri));
      BOOST_TEST(count(consent_page, "href=\"#\"") == 3U);
      BOOST_TEST(has(consent_page, "action=\"#\""));
      const std::string form = render_form_post(templates(), form_post_full_of(uri));
      BOOST_TEST(has(form, "action=\"#\""));
    }
  }
}

// A name that reverses the text around it would make another name of its neighbours.
BOOST_AUTO_TEST_CASE(text_of_others_is_isolated_from_its_surroundings) {
  const std::string page = render_consent(templates(), consent_full_of(kBidi));
  BOOST_TEST(count(page, "<bdi") == count(page, "</bdi>"));
  BOOST_TEST(has(page, "<bdi id=\"client-name\">" + kBidi + "</bdi>"));
  BOOST_TEST(has(page, "<bdi id=\"account\">" + kBidi + "</bdi>"));
  BOOST_TEST(has(page, "<bdi id=\"redirect-host\">" + kBidi + "</bdi>"));
  BOOST_TEST(has(page, "<bdi>" + kBidi + "</bdi>"));
}

BOOST_AUTO_TEST_CASE(every_value_of_a_view_reaches_its_page) {
  // 3 texts and the title, 3 links, 2 scopes of 2, claim, resource, action, token.
  BOOST_TEST(count(render_consent(templates(), consent_full_of("S3ntinel")), "S3ntinel") == 15U);
  BOOST_TEST(count(render_error(templates(), error_full_of("S3ntinel")), "S3ntinel") == 7U);
  BOOST_TEST(count(render_form_post(templates(), form_post_full_of("S3ntinel")), "S3ntinel") == 5U);
}

BOOST_AUTO_TEST_CASE(no_marker_stays_unset) {
  for (const std::string& page : {render_consent(templates(), consent_full_of("x")),
                                  render_error(templates(), error_full_of("x")),
                                  render_form_post(templates(), form_post_full_of("x"))}) {
    BOOST_TEST(!has(page, "=\"\""));
    BOOST_TEST(!has(page,
                    "><"
                    "/bdi>"));
    BOOST_TEST(!has(page, "></h1>"));
    BOOST_TEST(!has(page, "\"></dd>"));
    BOOST_TEST(!has(page, "></code>"));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::render
