#include "base/opaque.h"

#include <array>

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "base/digest.h"
#include "tests/support/fakes.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

}  // namespace

BOOST_AUTO_TEST_SUITE(opaque_test)

BOOST_AUTO_TEST_CASE(presented_value_finds_its_row) {
  testing::SeededRandom random;
  const Opaque fresh = new_opaque(random, kNow);
  const auto presented = parse_opaque(fresh.text.reveal());
  BOOST_REQUIRE(presented);
  BOOST_TEST((presented->selector == fresh.selector));
  BOOST_TEST(matches(fresh.verifier_hash, presented->verifier_hash));
}

BOOST_AUTO_TEST_CASE(nothing_that_rests_opens_anything) {
  testing::SeededRandom random;
  const Opaque fresh = new_opaque(random, kNow);
  const std::string verifier = fresh.text.reveal().substr(27);
  BOOST_TEST(fresh.verifier_hash.text() == base64url(sha256(verifier)));
  BOOST_TEST(fresh.verifier_hash.text() != verifier);
  const auto replayed = parse_opaque(fresh.selector.text() + "." + fresh.verifier_hash.text());
  BOOST_REQUIRE(replayed);
  BOOST_TEST(!matches(fresh.verifier_hash, replayed->verifier_hash));
}

BOOST_AUTO_TEST_CASE(other_verifier_does_not_match) {
  testing::SeededRandom random;
  const Opaque a = new_opaque(random, kNow);
  const Opaque b = new_opaque(random, kNow);
  BOOST_TEST((a.selector != b.selector));
  BOOST_TEST(!matches(a.verifier_hash, b.verifier_hash));
  BOOST_TEST(!matches(a.verifier_hash, Hash()));
  BOOST_TEST(!matches(Hash(), a.verifier_hash));
  BOOST_TEST(!matches(a.verifier_hash, Hash(a.verifier_hash.text().substr(1))));
}

BOOST_AUTO_TEST_CASE(selectors_sort_by_time) {
  testing::SeededRandom random;
  Selector last = new_selector(random, 0);
  for (const std::int64_t ms : {std::int64_t{1}, std::int64_t{255}, std::int64_t{256}, kNow,
                                kNow + 1, kNow + 1'000, std::int64_t{281'474'976'710'655}}) {
    const Selector next = new_selector(random, ms);
    BOOST_TEST((last < next), ms);
    BOOST_TEST(next.text().size() == 26U);
    last = next;
  }
}

BOOST_AUTO_TEST_CASE(other_shapes_are_refused) {
  testing::SeededRandom random;
  const Opaque fresh = new_opaque(random, kNow);
  const std::string& text = fresh.text.reveal();
  BOOST_REQUIRE(text.size() == 70U);
  std::string upper = text;
  upper[5] = 'V';
  std::string outside = text;
  outside[5] = 'w';
  std::string no_dot = text;
  no_dot[26] = '-';
  std::string dot_moved = text;
  std::swap(dot_moved[26], dot_moved[27]);
  std::string loose_bits = text;
  loose_bits.back() = loose_bits.back() == 'B' ? 'C' : 'B';
  std::string nul = text;
  nul[40] = '\0';
  const std::array<std::string, 16> kTexts{"",
                                           ".",
                                           text.substr(1),
                                           text.substr(0, 69),
                                           text + "A",
                                           text + "=",
                                           " " + text,
                                           text + "\n",
                                           upper,
                                           outside,
                                           no_dot,
                                           dot_moved,
                                           loose_bits,
                                           nul,
                                           text.substr(0, 26),
                                           text.substr(0, 27)};
  for (const auto& wrong : kTexts) BOOST_TEST(!parse_opaque(wrong), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
