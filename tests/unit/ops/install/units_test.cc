#include "ops/install/units.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "ops/install/files.h"
#include "tests/unit/ops/install/with_share.h"

namespace lockspire::ops {
namespace {

struct Units : WithShare {
  bool writes_units() {
    return std::ranges::any_of(files_of(inputs, share, random), [&](const InstallFile& file) {
      return file.path.starts_with(inputs.prefix + "/etc/systemd/");
    });
  }

  std::string text_of(const std::string& name) {
    for (const Unit& unit : units_of_package(share, "/usr/lib/lockspire")) {
      if (unit.name == name) return unit.text;
    }
    return {};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(units_test, Units)

BOOST_AUTO_TEST_CASE(units_that_a_package_brought_are_not_written_at_the_root) {
  inputs.prefix.clear();
  share.packaged_units = true;
  BOOST_TEST(!writes_units());
}

BOOST_AUTO_TEST_CASE(units_are_written_below_a_prefix_although_a_package_brought_some) {
  share.packaged_units = true;
  BOOST_TEST(writes_units());
}

BOOST_AUTO_TEST_CASE(units_are_written_at_the_root_when_no_package_brought_them) {
  inputs.prefix.clear();
  BOOST_TEST(writes_units());
}

BOOST_AUTO_TEST_CASE(packaged_units_leave_etc_to_the_operator) {
  const auto units = units_of_package(share, "/usr/lib/lockspire");
  BOOST_TEST(!units.empty());
  for (const Unit& unit : units) {
    BOOST_TEST((unit.folder == "/lib/systemd/system" || unit.folder == "/usr/lib/sysusers.d" ||
                unit.folder == "/usr/lib/tmpfiles.d"));
    BOOST_TEST(unit.text.find('@' + std::string("PROGRAM")) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(packaged_service_runs_the_installed_program_on_the_installed_configuration) {
  share.programs = "/somewhere/else";
  BOOST_TEST(text_of("lockspire-jwks.service")
                 .find("ExecStart=/usr/lib/lockspire/lockspire-jwks --config "
                       "/etc/lockspire/lockspire.toml\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_programs_that_sign_see_the_sealing_key) {
  const std::string hidden = "InaccessiblePaths=-/etc/lockspire/sealing.key\n";
  BOOST_TEST(text_of("lockspire-jwks.service").find(hidden) != std::string::npos);
  BOOST_TEST(text_of("lockspire-token.service").find(hidden) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
