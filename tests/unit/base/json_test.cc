#include "base/json.h"

#include <array>

#include <boost/test/unit_test.hpp>

using namespace lockspire;  // NOLINT(google-build-using-namespace)

namespace {

bool is_accepted(std::string_view text, const JsonLimits& limits = {}) {
  std::string problem;
  const auto json = Json::parse(text, limits, &problem);
  BOOST_TEST(json.has_value() == problem.empty());
  return json.has_value();
}

Json json(std::string_view text) {
  return Json::parse(text).value();
}

std::string nested(int levels) {
  const auto count = static_cast<std::size_t>(levels);
  return std::string(count, '[') + std::string(count, ']');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_test)

BOOST_AUTO_TEST_CASE(values_of_the_grammar_are_read) {
  for (const char* text :
       {"{}", "[]", "null", "true", "false", "0", "-0", "1", "-1", "1.5", "1e3", "1E+3", "1e-3",
        R"("")", R"("\"\\\/\b\f\n\r\t")", R"("\u0041\ud83d\ude00")", " \t\r\n{} \t\r\n",
        R"({"a":{"a":1},"b":[1,"x",null]})", "\"\xc3\xa9\""}) {
    BOOST_TEST(is_accepted(text), text);
  }
}

// RFC 8259 2: a text is one value of the grammar.
BOOST_AUTO_TEST_CASE(text_outside_the_grammar_is_refused) {
  for (const char* text :
       {"",          " ",          "{",           "}",           "[",           "]",
        "[1",        "[1,",        "[1,]",        "[,1]",        "[1 2]",       "{\"a\"}",
        "{\"a\":}",  "{\"a\":1,}", "{,}",         "{a:1}",       "{'a':1}",     "{1:1}",
        "{\"a\" 1}", "{\"a\"=1}",  "nul",         "nulll",       "True",        "NULL",
        "undefined", "NaN",        "Infinity",    "-Infinity",   "/**/{}",      "{}//",
        "#",         "'a'",        "[1]]",        "{}{}",        "{} {}",       "{}x",
        "1 2",       "\"a",        "a\"",         "\"\\\"",      "\"\\",        "\"\\x41\"",
        "\"\\u\"",   "\"\\u12\"",  "\"\\u12g4\"", "\"\\u-123\"", "\"\\u 123\"", "\"\\'\""}) {
    BOOST_TEST(!is_accepted(text), text);
  }
}

// RFC 8259 6: numbers.
BOOST_AUTO_TEST_CASE(number_outside_the_grammar_is_refused) {
  for (const char* text :
       {"01",  "-01",  "00",    "+1",    "-",   ".5",    "1.",    "-.5",    "1.e1", "1e",
        "1e+", "0x10", "1_000", "1,000", "--1", "1e1.5", "1e400", "-1e400", "1f",   "١"}) {
    BOOST_TEST(!is_accepted(text), text);
    BOOST_TEST(!is_accepted("[" + std::string(text) + "]"), text);
  }
  BOOST_TEST(!is_accepted(std::string(41, '1')));
  BOOST_TEST(!is_accepted("0." + std::string(100'000, '0'), {.bytes = 1'000'000}));
}

// RFC 8259 8.1: UTF-8 without a byte order mark.
BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_refused) {
  for (const char* text : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
                           "\"\xc3\"", "\xef\xbb\xbf{}", "{\"\xff\":1}", "\xff"}) {
    BOOST_TEST(!is_accepted(text), text);
  }
}

// RFC 8259 7: control characters are escaped; cJSON would take them, and would cut at a NUL.
BOOST_AUTO_TEST_CASE(nul_and_control_bytes_are_refused) {
  for (int c = 0; c < 0x20; ++c) {
    const std::string byte(1, static_cast<char>(c));
    BOOST_TEST(!is_accepted("\"a" + byte + "b\""), c);
    BOOST_TEST(!is_accepted("{\"a" + byte + "b\":1}"), c);
    const bool space = c == '\t' || c == '\n' || c == '\r';
    BOOST_TEST(is_accepted(byte + "{}") == space, c);
    BOOST_TEST(is_accepted("{}" + byte) == space, c);
  }
  BOOST_TEST(!is_accepted(R"("a\u0000b")"));
  BOOST_TEST(!is_accepted(R"({"sub\u0000x":1})"));
}

BOOST_AUTO_TEST_CASE(lone_surrogates_are_refused) {
  for (const char* text : {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800x")",
                           R"("\ud800\u0041")", R"("\udc00\ud800")", R"("\ud83d\\ude00")"}) {
    BOOST_TEST(!is_accepted(text), text);
  }
}

// RFC 8259 4: names are unique, at every level and however they are written.
BOOST_AUTO_TEST_CASE(duplicate_names_are_refused) {
  for (const char* text :
       {R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"({"a":1,"\u0061":2})",
        R"({"x":{"a":1,"a":2}})", R"([{"a":1,"a":2}])", R"({"":1,"":2})",
        R"({"\ud83d\ude00":1,"😀":2})", R"({"/":1,"\/":2})", R"({"é":1,"\u00e9":2})"}) {
    BOOST_TEST(!is_accepted(text), text);
  }
  for (const char* text : {R"({"a":1,"A":2})", R"([{"a":1},{"a":2}])", R"({"a":{"a":1}})"}) {
    BOOST_TEST(is_accepted(text), text);
  }
}

BOOST_AUTO_TEST_CASE(limits_are_kept) {
  BOOST_TEST(is_accepted(nested(17)));
  BOOST_TEST(!is_accepted(nested(18)));
  BOOST_TEST(!is_accepted(nested(20'000)));
  BOOST_TEST(!is_accepted(std::string(20'000, '[')));
  BOOST_TEST(!is_accepted(R"({"a":{"b":{}}})", {.depth = 1}));
  BOOST_TEST(is_accepted("[1,2,3]", {.members = 4}));
  BOOST_TEST(!is_accepted("[1,2,3]", {.members = 3}));
  BOOST_TEST(is_accepted("[1]", {.bytes = 3}));
  BOOST_TEST(!is_accepted("[1] ", {.bytes = 3}));
}

BOOST_AUTO_TEST_CASE(look_ups_are_case_sensitive_and_typed) {
  const Json document = json(R"({"s":"x","n":1,"b":true,"z":null,"a":["x"],"o":{},"m":["x",1]})");
  const JsonView view = document.view();
  BOOST_TEST((view.string("s") == "x"));
  BOOST_TEST((view.integer("n") == 1));
  BOOST_TEST((view.boolean("b") == true));
  BOOST_TEST(view.strings("a").value().size() == 1U);
  for (const char* name : {"S", "N", "", "t", "s ", "ss"}) BOOST_TEST(!view.member(name), name);
  for (const char* name : {"n", "b", "z", "a", "o"}) BOOST_TEST(!view.string(name), name);
  for (const char* name : {"s", "b", "z", "a", "o"}) BOOST_TEST(!view.integer(name), name);
  for (const char* name : {"s", "n", "z", "a", "o"}) BOOST_TEST(!view.boolean(name), name);
  for (const char* name : {"s", "n", "b", "z", "o", "m"}) BOOST_TEST(!view.strings(name), name);
  BOOST_TEST(!json("[]").view().member("a"));
  BOOST_TEST(!json("\"a\"").view().string("a"));
}

// RFC 8259 6: integers are interoperable within 2^53-1 only.
BOOST_AUTO_TEST_CASE(integers_are_exact_or_nothing) {
  struct Row {
    const char* text;
    std::optional<std::int64_t> value;
  };
  constexpr std::int64_t kMax = 9'007'199'254'740'991;
  const std::array kRows{Row{"0", 0},
                         Row{"-1", -1},
                         Row{"3000000000", 3'000'000'000},
                         Row{"9007199254740991", kMax},
                         Row{"-9007199254740991", -kMax},
                         Row{"9007199254740992", std::nullopt},
                         Row{"9007199254740993", std::nullopt},
                         Row{"9223372036854775807", std::nullopt},
                         Row{"-9223372036854775808", std::nullopt},
                         Row{"1e30", std::nullopt},
                         Row{"1.5", std::nullopt},
                         Row{"-0.1", std::nullopt},
                         Row{"1e-1", std::nullopt},
                         Row{"\"1\"", std::nullopt},
                         Row{"true", std::nullopt},
                         Row{"null", std::nullopt}};
  for (const auto& row : kRows)
    BOOST_TEST((json(row.text).view().integer() == row.value), row.text);
}

BOOST_AUTO_TEST_CASE(built_documents_keep_order_and_numbers) {
  Json document = Json::object();
  document.set("b", "x").set("a", std::int64_t{9'007'199'254'740'991}).set("c", true);
  document.set("t", std::int64_t{1'700'000'000});
  document.set("b", "y");
  BOOST_TEST(document.print() == R"({"b":"y","a":9007199254740991,"c":true,"t":1700000000})");
  Json array = Json::array();
  array.add("x").add(Json::object());
  document.set("list", std::move(array));
  BOOST_TEST(document.view().member("list").value().print() == R"(["x",{}])");
}

BOOST_AUTO_TEST_CASE(pretty_text_has_a_member_a_line) {
  BOOST_TEST(json(R"({"a":[1,{}],"b":"x"})").pretty() ==
             "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"x\"\n}");
}

BOOST_AUTO_TEST_CASE(printed_text_is_read_back_the_same) {
  for (const char* text : {R"({"a":"\"\\/\b\f\n\r\t\u0001é😀"})", R"([1,-1,1.5,1e+300,null,true])",
                           R"({"":{"":[]}})"}) {
    const std::string printed = json(text).print();
    BOOST_TEST(json(printed).print() == printed);
    BOOST_TEST(json(json(text).pretty()).print() == printed);
    BOOST_TEST(Json::copy(json(text).view()).print() == printed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
