#include <boost/test/unit_test.hpp>

#include "endpoints/endpoints.h"
#include "tests/support/browser.h"
#include "tests/support/site.h"

namespace lockspire::endpoints {
namespace {

struct MetricsPage : testing::Site {
  http::Response ask(const std::string& method) {
    http::Request request = testing::get("/lockspire/metrics");
    request.method = method;
    auto all = services();
    return endpoints::metrics(request, all);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(metrics_endpoint, MetricsPage)

BOOST_AUTO_TEST_CASE(other_methods_are_refused) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
    BOOST_TEST(ask(method).status() == 405);
    BOOST_TEST(ask(method).find_header("Allow") == "GET, HEAD");
  }
}

BOOST_AUTO_TEST_CASE(scripts_of_other_origins_may_not_read_it) {
  BOOST_TEST(ask("GET").find_header("Access-Control-Allow-Origin").empty());
}

BOOST_AUTO_TEST_CASE(answer_is_prometheus_text_that_nobody_stores) {
  const auto response = ask("GET");
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(response.find_header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  BOOST_TEST(response.find_header("Cache-Control") == "no-store");
  BOOST_TEST(response.body().starts_with("# HELP lockspire_requests_total "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::endpoints
