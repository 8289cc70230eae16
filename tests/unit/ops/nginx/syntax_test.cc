#include "ops/nginx/syntax.h"

#include <boost/test/unit_test.hpp>

namespace lockspire::ops::nginx {
namespace {

// `name(arg,arg){...}` for each directive.
std::string shape(const Directives& level) {
  std::string out;
  for (const Directive& directive : level) {
    out += (out.empty() ? "" : " ") + directive.name + "(";
    for (std::size_t i = 0; i < directive.args.size(); ++i) {
      out += (i == 0 ? "" : ",") + directive.args[i];
    }
    out += ")";
    if (directive.has_block) out += "{" + shape(directive.block) + "}";
  }
  return out;
}

std::string parsed(std::string_view text) {
  const auto result = parse(text, "f");
  return result ? shape(*result) : result.error().words;
}

std::string dumped(std::string_view text) {
  const auto result = parse_dump(text);
  return result ? shape(*result) : result.error().words;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nginx_syntax_test)

BOOST_AUTO_TEST_CASE(directives_and_blocks_are_read) {
  BOOST_TEST(parsed("") == "");
  BOOST_TEST(parsed("a;") == "a()");
  BOOST_TEST(parsed("a b  c\n;d;") == "a(b,c) d()");
  BOOST_TEST(parsed("http { server { listen 80; } }") == "http(){server(){listen(80)}}");
  BOOST_TEST(parsed("location = /x{return 204;}") == "location(=,/x){return(204)}");
}

BOOST_AUTO_TEST_CASE(comments_begin_where_a_word_could) {
  BOOST_TEST(parsed("# a;\nb # c;\n d;") == "b(d)");
  BOOST_TEST(parsed("a b#c;") == "a(b#c)");
  BOOST_TEST(parsed("a \"# b\";") == "a(# b)");
}

BOOST_AUTO_TEST_CASE(quotes_keep_what_is_in_them) {
  BOOST_TEST(parsed("a \"b c;{}\" 'd\"e';") == "a(b c;{},d\"e)");
  BOOST_TEST(parsed(R"(a "b\"c" 'd\'e' "f\\g";)") == "a(b\"c,d'e,f\\g)");
  BOOST_TEST(parsed(R"(a ^\d+\.php$;)") == R"(a(^\d+\.php$))");
  BOOST_TEST(parsed("a b\"c;") == "a(b\"c)");
  BOOST_TEST(parsed("a '';") == "a()");
  BOOST_TEST(parse("a '';", "f")->front().args.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_variable_in_braces_opens_no_block) {
  BOOST_TEST(parsed("a x${b}y;") == "a(x${b}y)");
  BOOST_TEST(parsed("a x{b;}") == "a(x){b()}");
}

BOOST_AUTO_TEST_CASE(blocks_of_lua_are_left_out) {
  BOOST_TEST(parsed("content_by_lua_block { if x then return \"}\" end -- }\n y = {} } a;") ==
             "content_by_lua_block(){} a()");
  BOOST_TEST(parsed("content_by_lua_block { {") == "f:1: a brace is not closed");
}

BOOST_AUTO_TEST_CASE(what_nginx_refuses_is_refused_with_its_place) {
  BOOST_TEST(parsed("a") == "f:1: `a` has no semicolon");
  BOOST_TEST(parsed("a {") == "f:1: a brace is not closed");
  BOOST_TEST(parsed("\n}") == "f:2: a brace closes nothing");
  BOOST_TEST(parsed("a { b }") == "f:1: `b` has no semicolon");
  BOOST_TEST(parsed(";") == "f:1: a directive has no name");
  BOOST_TEST(parsed("{}") == "f:1: a directive has no name");
  BOOST_TEST(parsed("a \"b") == "f:1: a quote is not closed");
  BOOST_TEST(parsed("a \"b\"c;") == "f:1: something follows a quote without a blank");
}

BOOST_AUTO_TEST_CASE(size_depth_and_number_are_bounded) {
  std::string deep;
  for (int i = 0; i <= kDeepest; ++i) deep += "a {";
  BOOST_TEST(parsed(deep) == "f:1: blocks are nested too deep");
  BOOST_TEST(parsed("a " + std::string(20'000, 'b') + ";") == "f:1: a word is too long");
  std::string many;
  for (std::size_t i = 0; i <= kMostDirectives; ++i) many += "a;";
  BOOST_TEST(parsed(many) == "f:1: there are too many directives");
  BOOST_TEST(parsed(std::string(kMostBytes + 1, ' ')) == "f: is too large");
}

BOOST_AUTO_TEST_CASE(a_directive_knows_where_it_stands) {
  const auto result = parse("a;\n\nb {\n c;\n}", "f");
  BOOST_REQUIRE(result);
  BOOST_TEST((*result)[1].place() == "f:3");
  BOOST_TEST((*result)[1].block.front().place() == "f:4");
}

BOOST_AUTO_TEST_CASE(what_is_included_stands_in_its_place) {
  const std::string dump =
      "nginx: the configuration file /e/n.conf syntax is ok\n"
      "# configuration file /e/n.conf:\nhttp { include s/*.conf; include one.conf; }\n\n"
      "# configuration file /e/s/a.conf:\na;\n# configuration file /e/s/b.conf:\nb;\n"
      "# configuration file /e/s/c.txt:\nc;\n# configuration file /e/one.conf:\none { include "
      "/e/s/a.conf; }\n";
  BOOST_TEST(dumped(dump) == "http(){a() b() one(){a()}}");
  BOOST_TEST(split_dump(dump).size() == 5U);
}

BOOST_AUTO_TEST_CASE(a_pattern_may_match_nothing_and_a_name_may_not) {
  BOOST_TEST(dumped("# configuration file /e/n.conf:\ninclude s/*.conf; a;") == "a()");
  BOOST_TEST(dumped("# configuration file /e/n.conf:\ninclude s.conf;") ==
             "/e/n.conf:1: /e/s.conf is not in it");
}

BOOST_AUTO_TEST_CASE(a_dump_is_bounded_and_is_one) {
  BOOST_TEST(dumped("http { }") == "it is no output of nginx -T");
  BOOST_TEST(dumped("# configuration file /e/n.conf:\ninclude n.conf;") ==
             "blocks and files are nested too deep");
  const std::string bomb = "# configuration file /e/n.conf:\n" +
                           std::string("include a.conf; include a.conf;") +
                           "\n# configuration file /e/a.conf:\ninclude a.conf; include a.conf;\n";
  BOOST_TEST(dumped(bomb) == "blocks and files are nested too deep");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops::nginx
