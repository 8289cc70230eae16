#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "render/pages.h"

namespace lockspire::render {
namespace {

const Templates& templates() {
  static const Templates loaded("templates", "/lockspire");
  return loaded;
}

AppsView full_of(const std::string& text) {
  return {.account = text,
          .apps = {{.client_id = text,
                    .name = text,
                    .sentences = {text},
                    .resources = {text},
                    .since = {.year = 2026, .month = 2, .day = 3},
                    .last_used = Day{.year = 2026, .month = 11, .day = 24}}},
          .action = "/lockspire/account/apps",
          .csrf_token = text};
}

bool has(std::string_view page, std::string_view text) {
  return page.find(text) != std::string_view::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(apps_page_test)

BOOST_AUTO_TEST_CASE(page_has_the_hooks_that_tests_rely_on) {
  const std::string page = render_apps(templates(), full_of("abc"));
  BOOST_TEST(has(page, R"(<body data-page="apps">)"));
  BOOST_TEST(has(page, R"(<ul id="apps")"));
  BOOST_TEST(has(page, R"(<li data-client-id="abc">)"));
  BOOST_TEST(has(page, R"(<form method="post" action="/lockspire/account/apps">)"));
  BOOST_TEST(has(page, R"(<input type="hidden" name="client_id" value="abc">)"));
  BOOST_TEST(has(page, R"(<input type="hidden" name="csrf_token" value="abc">)"));
  BOOST_TEST(has(page, R"(name="decision" value="revoke")"));
}

BOOST_AUTO_TEST_CASE(days_read_as_people_and_machines_write_them) {
  const std::string page = render_apps(templates(), full_of("abc"));
  BOOST_TEST(has(page, R"(<time datetime="2026-02-03">3 February 2026</time>)"));
  BOOST_TEST(has(page, R"(<time datetime="2026-11-24">24 November 2026</time>)"));
}

BOOST_AUTO_TEST_CASE(app_that_was_never_used_says_so) {
  AppsView view = full_of("abc");
  view.apps[0].last_used.reset();
  BOOST_TEST(has(render_apps(templates(), view), "Not yet"));
}

BOOST_AUTO_TEST_CASE(page_without_apps_has_no_form) {
  const std::string page = render_apps(templates(), AppsView{});
  BOOST_TEST(has(page, R"(id="no-apps")"));
  BOOST_TEST(!has(page, "<form"));
  BOOST_TEST(!has(page, R"(id="apps")"));
}

BOOST_AUTO_TEST_CASE(no_value_becomes_markup) {
  const std::string page =
      render_apps(templates(), full_of(R"(Ev"il' <script>alert(1)</script> {{X}})"));
  BOOST_TEST(!has(page, "<script"));
  BOOST_TEST(!has(page, "Ev\"il"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::render
