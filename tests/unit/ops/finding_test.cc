#include "ops/finding.h"

#include <boost/test/unit_test.hpp>

namespace lockspire::ops {

BOOST_AUTO_TEST_SUITE(finding)

BOOST_AUTO_TEST_CASE(severities_are_words_that_scripts_can_look_for) {
  BOOST_TEST(severity_name(Severity::kOk) == "OK");
  BOOST_TEST(severity_name(Severity::kWarn) == "WARN");
  BOOST_TEST(severity_name(Severity::kError) == "ERROR");
}

BOOST_AUTO_TEST_CASE(findings_are_counted_by_severity) {
  Findings all{ok("a", "fine")};
  add_findings(all, {warning("b", "odd", "seen", "do"), error("c", "bad", "seen", "do"),
                     error("d", "bad", "seen", "do")});
  BOOST_TEST(count_of(all, Severity::kOk) == 1U);
  BOOST_TEST(count_of(all, Severity::kWarn) == 1U);
  BOOST_TEST(count_of(all, Severity::kError) == 2U);
  BOOST_TEST(all.back().code == "d");
}

BOOST_AUTO_TEST_CASE(nothing_found_is_no_error) {
  BOOST_TEST(count_of(Findings(), Severity::kError) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
