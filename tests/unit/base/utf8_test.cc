#include "base/utf8.h"

#include <array>

#include <boost/test/unit_test.hpp>

using namespace lockspire;  // NOLINT(google-build-using-namespace)

BOOST_AUTO_TEST_SUITE(utf8_test)

// RFC 3629 4: the first and last character of each length.
BOOST_AUTO_TEST_CASE(characters_of_each_length_are_accepted) {
  for (const char* text :
       {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    BOOST_TEST(is_utf8(text), text);
  }
  BOOST_TEST(is_utf8(std::string_view("a\0b", 3)));
}

// RFC 3629 3: overlong forms, surrogates, values above U+10FFFF, broken sequences.
BOOST_AUTO_TEST_CASE(other_sequences_are_refused) {
  for (const char* text : {"\x80",
                           "\xbf",
                           "\xc0\x80",
                           "\xc0\xaf",
                           "\xc1\xbf",
                           "\xe0\x80\x80",
                           "\xe0\x9f\xbf",
                           "\xf0\x80\x80\x80",
                           "\xf0\x8f\xbf\xbf",
                           "\xed\xa0\x80",
                           "\xed\xbf\xbf",
                           "\xf4\x90\x80\x80",
                           "\xf5\x80\x80\x80",
                           "\xf8\x88\x80\x80\x80",
                           "\xfe",
                           "\xff",
                           "\xc3",
                           "\xe2\x82",
                           "\xf0\x9f\x98",
                           "\xc3\x28",
                           "\xe2\x28\xa1",
                           "\xe2\x82\x28",
                           "a\xc3",
                           "\xc3\xc3\xa9",
                           "\xc3\xa9\xa9"}) {
    BOOST_TEST(!is_utf8(text), text);
  }
}

BOOST_AUTO_TEST_CASE(names_people_use_are_display_text) {
  for (const char* text : {"a", "My App 2.0", "Cafe\u0301", "Zürich", "日本語", "שלום", "العربية",
                           "😀", " a ", "👩‍👩‍👧"}) {
    BOOST_TEST(is_display_text(text), text);
  }
}

BOOST_AUTO_TEST_CASE(text_that_deceives_or_shows_nothing_is_refused) {
  for (const char* text :
       {"",         " ",        "   ",     "\u00a0",   "\u3000 \u2003", "\u200b",   "\ufeff",
        "\u00ad",   "\u2060",   "\u3164",  "a\nb",     "a\tb",          "a\rb",     "\x1b[31ma",
        "a\x7f",    "a\u0085",  "a\u009f", "a\u2028b", "a\u2029b",      "a\u202eb", "a\u202ab",
        "a\u2066b", "a\u2069b", "\xff",    "a\xc3"}) {
    BOOST_TEST(!is_display_text(text), text);
  }
  BOOST_TEST(!is_display_text(std::string_view("a\0b", 3)));
}

BOOST_AUTO_TEST_SUITE_END()
