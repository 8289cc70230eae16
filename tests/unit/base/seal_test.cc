#include "base/seal.h"

#include <array>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "base/base64url.h"
#include "tests/support/fakes.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)

namespace {

struct Sealed {
  testing::SeededRandom random;
  SealingKey key{"k1", Secret(std::string(32, '\x11'))};
  std::string text = seal(key, "signing_keys.1", Secret("private"), random);
};

std::string body_of(const std::string& sealed) {
  return decode_base64url(std::string_view(sealed).substr(sealed.rfind('.') + 1)).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(seal_test)

BOOST_FIXTURE_TEST_CASE(sealed_text_opens_with_its_key_and_purpose, Sealed) {
  BOOST_TEST(unseal(key, "signing_keys.1", text).value().reveal() == "private");
  BOOST_TEST(text.starts_with("v1.k1."));
  BOOST_TEST(sealed_with(text) == "k1");
  BOOST_TEST(text.find("private") == std::string::npos);
  BOOST_TEST(body_of(text).size() == 12U + 7U + 16U);
}

BOOST_FIXTURE_TEST_CASE(texts_of_any_length_come_back, Sealed) {
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1'000U, 100'000U}) {
    const std::string clear(size, '\0');
    const auto opened = unseal(key, "p", seal(key, "p", Secret(clear), random));
    BOOST_TEST(opened.value().reveal() == clear, size);
  }
}

BOOST_FIXTURE_TEST_CASE(sealing_twice_gives_two_texts, Sealed) {
  BOOST_TEST(seal(key, "signing_keys.1", Secret("private"), random) != text);
}

BOOST_FIXTURE_TEST_CASE(other_purpose_is_refused, Sealed) {
  for (const char* purpose :
       {"", "signing_keys.2", "signing_keys.", "signing_keys.11", "Signing_keys.1"}) {
    BOOST_TEST(!unseal(key, purpose, text), purpose);
  }
}

BOOST_FIXTURE_TEST_CASE(other_key_is_refused, Sealed) {
  const SealingKey same_name{"k1", Secret(std::string(31, '\x11') + '\x12')};
  BOOST_TEST(!unseal(same_name, "signing_keys.1", text));
  const SealingKey same_bytes{"k2", key.bytes.duplicate()};
  BOOST_TEST(!unseal(same_bytes, "signing_keys.1", text));
  std::string renamed = text;
  renamed[4] = '2';
  BOOST_TEST(!unseal(same_bytes, "signing_keys.1", renamed));
}

BOOST_FIXTURE_TEST_CASE(name_and_purpose_cannot_be_shifted_into_each_other, Sealed) {
  const SealingKey short_name{"k", key.bytes.duplicate()};
  const std::string sealed = seal(short_name, "1.row", Secret("private"), random);
  BOOST_TEST(!unseal(key, ".row", "v1.k1." + sealed.substr(sealed.rfind('.') + 1)));
  BOOST_TEST(!unseal(key, "row", "v1.k1." + sealed.substr(sealed.rfind('.') + 1)));
}

BOOST_FIXTURE_TEST_CASE(each_bit_of_nonce_text_and_tag_matters, Sealed) {
  const std::string body = body_of(text);
  for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
    std::string wrong = body;
    wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << (bit % 8)));
    BOOST_TEST(!unseal(key, "signing_keys.1", "v1.k1." + base64url(wrong)), bit);
  }
}

BOOST_FIXTURE_TEST_CASE(truncated_or_extended_text_is_refused, Sealed) {
  const std::string body = body_of(text);
  for (std::size_t size = 0; size < body.size(); ++size) {
    BOOST_TEST(!unseal(key, "signing_keys.1", "v1.k1." + base64url(body.substr(0, size))), size);
  }
  BOOST_TEST(!unseal(key, "signing_keys.1", "v1.k1." + base64url(body + '\0')));
  BOOST_TEST(!unseal(key, "signing_keys.1", "v1.k1." + base64url(body.substr(1))));
}

BOOST_FIXTURE_TEST_CASE(other_shapes_are_refused, Sealed) {
  const std::string body = text.substr(text.rfind('.') + 1);
  const std::array<std::string, 12> kTexts{
      "",           "v1",          "v1.",           "v1.k1",         "v1.k1.",
      "v1." + body, "v1.." + body, "v2.k1." + body, "V1.k1." + body, " " + text,
      text + "=",   text + ".x"};
  for (const auto& wrong : kTexts) BOOST_TEST(!unseal(key, "signing_keys.1", wrong), wrong);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_sealed_names_no_key) {
  for (const char* text : {"", "v1", "v1.", "v1..x", "v1.k1", "v2.k1.x", "k1.x"}) {
    BOOST_TEST(sealed_with(text).empty(), text);
  }
}

BOOST_FIXTURE_TEST_CASE(unusable_key_is_a_fault, Sealed) {
  for (const std::size_t size : {0U, 16U, 31U, 33U, 64U}) {
    const SealingKey wrong{"k1", Secret(std::string(size, 'k'))};
    BOOST_CHECK_THROW(seal(wrong, "p", Secret("x"), random), std::invalid_argument);
    BOOST_CHECK_THROW(unseal(wrong, "p", text), std::invalid_argument);
  }
  for (const char* name : {"", "a.b"}) {
    const SealingKey wrong{name, key.bytes.duplicate()};
    BOOST_CHECK_THROW(seal(wrong, "p", Secret("x"), random), std::invalid_argument);
  }
}

BOOST_AUTO_TEST_SUITE_END()
