#include "ops/install/settings.h"

#include <boost/test/unit_test.hpp>

#include "ops/install/placeholders.h"

namespace lockspire::ops {

BOOST_AUTO_TEST_SUITE(settings_test)

BOOST_AUTO_TEST_CASE(setting_that_the_file_does_not_have_is_a_fault) {
  BOOST_CHECK_THROW(with_setting("a = 1\n", "", "b", "2"), std::runtime_error);
  BOOST_CHECK_THROW(with_setting("a = 1\n", "tokens", "a", "2"), std::runtime_error);
  BOOST_CHECK_THROW(with_setting("[tokens]\na = 1\n", "", "a", "2"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(setting_changes_in_its_section_only) {
  const std::string text = "# one\nissuer = \"x\"\n[session]\nissuer = \"y\" # two\n";
  BOOST_TEST(with_setting(text, "session", "issuer", "\"z\"") ==
             "# one\nissuer = \"x\"\n[session]\nissuer = \"z\"\n");
}

BOOST_AUTO_TEST_CASE(setting_is_not_taken_for_one_with_a_longer_name) {
  BOOST_TEST(with_setting("old_key = 1\nkey = 2\nkey_old = 3\n", "", "key", "4") ==
             "old_key = 1\nkey = 4\nkey_old = 3\n");
}

BOOST_AUTO_TEST_CASE(root_issuer_has_no_location_twice) {
  const std::string text = "# a\nlocation = /x {\n    one;\n}\n# b\nlocation = /x {\n    two;\n}\n";
  BOOST_TEST(for_root_issuer(text) == "# a\nlocation = /x {\n    one;\n}\n");
}

// The host's pages hang below the same path then.
BOOST_AUTO_TEST_CASE(root_issuer_leaves_the_rest_of_the_site_to_the_host) {
  const std::string text = "# rest\nlocation ^~ / {\n    return 404;\n}\n\nlocation @a {\n}\n";
  BOOST_TEST(for_root_issuer(text) == "\nlocation @a {\n}\n");
}

BOOST_AUTO_TEST_CASE(placeholder_without_a_value_is_a_fault) {
  BOOST_CHECK_THROW(fill_in("a @UNKNOWN@ b", {}), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(what_is_no_placeholder_stays) {
  BOOST_TEST(fill_in("@named @A@ @b@ x@Y @", {{"A", "1"}}) == "@named 1 @b@ x@Y @");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
