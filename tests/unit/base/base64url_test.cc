// What this suite proves beside the cases that cite for themselves:
// RFC 4648 4: the padded form of RFC 7617 credentials; as strict as above.
#include "base/base64url.h"

#include <array>

#include <boost/test/unit_test.hpp>

#include "tests/support/fakes.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)

BOOST_AUTO_TEST_SUITE(base64url_test)

// RFC 4648 10: test vectors.
BOOST_AUTO_TEST_CASE(vectors_of_the_rfc_hold) {
  constexpr std::array<std::array<std::string_view, 2>, 7> kRows{{{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}}};
  for (const auto& [bytes, text] : kRows) {
    BOOST_TEST(base64(bytes) == text);
    BOOST_TEST(decode_base64(text).value() == bytes);
    const std::string_view unpadded = text.substr(0, text.find('='));
    BOOST_TEST(base64url(bytes) == unpadded);
    BOOST_TEST(decode_base64url(unpadded).value() == bytes);
  }
}

BOOST_AUTO_TEST_CASE(bytes_of_any_length_come_back) {
  testing::SeededRandom random;
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string bytes = random.bytes(size);
    BOOST_TEST((decode_base64url(base64url(bytes)) == bytes), size);
    BOOST_TEST((decode_base64(base64(bytes)) == bytes), size);
  }
}

BOOST_AUTO_TEST_CASE(alphabets_are_not_mixed) {
  BOOST_TEST(base64url("\xfb\xff\xbf") == "-_-_");
  BOOST_TEST(base64("\xfb\xff\xbf") == "+/+/");
  for (const char* text : {"+/+/", "-_+/", "----+", "a+aa", "a/aa"}) {
    BOOST_TEST(!decode_base64url(text), text);
  }
  for (const char* text : {"-_-_", "+/-_", "a-aa", "a_aa"}) BOOST_TEST(!decode_base64(text), text);
}

// RFC 4648 3.5: unused bits are zero.
BOOST_AUTO_TEST_CASE(unused_bits_are_refused) {
  BOOST_TEST(decode_base64url("AA").has_value());
  BOOST_TEST(decode_base64url("AAA").has_value());
  for (const char* text : {"AB", "AP", "A_", "A-", "AAB", "AAC", "AAD", "AA_"}) {
    BOOST_TEST(!decode_base64url(text), text);
  }
  for (const char* text : {"AB==", "AP==", "AAB=", "AAD=", "AA/="}) {
    BOOST_TEST(!decode_base64(text), text);
  }
}

// RFC 4648 3.3: characters outside the alphabet.
BOOST_AUTO_TEST_CASE(foreign_characters_are_refused) {
  for (int c = 0; c < 256; ++c) {
    const bool known = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const std::string text = std::string("AA") + static_cast<char>(c) + "A";
    BOOST_TEST(decode_base64url(text).has_value() == (known || c == '-' || c == '_'), c);
    BOOST_TEST(decode_base64(text).has_value() == (known || c == '+' || c == '/'), c);
  }
}

BOOST_AUTO_TEST_CASE(impossible_lengths_and_padding_are_refused) {
  for (const char* text :
       {"A", "AAAAA", "=", "==", "AA=", "AA==", "AAA=", "====", "A===", "AAAA="}) {
    BOOST_TEST(!decode_base64url(text), text);
  }
  for (const char* text : {"A", "AA", "AAA", "AA=", "A===", "====", "===", "=AAA", "A=AA", "AA=A",
                           "AAAA====", "AA==AAAA", "AA==\n", " AA=="}) {
    BOOST_TEST(!decode_base64(text), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
