#include "ops/install/manifest.h"

#include <boost/test/unit_test.hpp>

namespace lockspire::ops {

BOOST_AUTO_TEST_SUITE(manifest_test)

BOOST_AUTO_TEST_CASE(text_that_is_no_manifest_is_refused) {
  for (const char* text :
       {"", "[]", "{}", R"({"inputs":{}})", R"({"inputs":[],"managed_files":[]})",
        R"({"inputs":{},"managed_files":{}})",
        R"({"inputs":{},"managed_files":[{"checksum":"00"}]})"}) {
    BOOST_TEST(!parse_manifest(text), text);
  }
}

BOOST_AUTO_TEST_CASE(manifest_reads_as_it_was_written) {
  const InstallManifest written{.version = "1.2.3",
                                .inputs = {.issuer = "https://example.com/lockspire",
                                           .prefix = "/srv/site",
                                           .host = "elixir",
                                           .sigra_host = true},
                                .managed_files = {{"/srv/site/a.conf", checksum_of("a")}}};
  const auto read = parse_manifest(print_manifest(written));
  BOOST_REQUIRE(read);
  BOOST_TEST(read->version == written.version);
  BOOST_TEST(read->inputs.issuer == written.inputs.issuer);
  BOOST_TEST(read->inputs.prefix == written.inputs.prefix);
  BOOST_TEST(read->inputs.host == written.inputs.host);
  BOOST_TEST(read->inputs.sigra_host);
  BOOST_REQUIRE(read->managed_files.size() == 1U);
  BOOST_TEST(read->managed_files[0].path == "/srv/site/a.conf");
}

BOOST_AUTO_TEST_CASE(checksum_is_sha256_in_hexadecimal) {
  BOOST_TEST(checksum_of("abc") ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
