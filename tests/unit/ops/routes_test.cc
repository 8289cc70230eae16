#include "ops/routes.h"

#include <fstream>

#include <boost/test/unit_test.hpp>

#include "tests/support/builders.h"
#include "tests/support/test_store.h"

namespace lockspire::ops {
namespace {

constexpr const char* kGood = R"([[route]]
name = "notes"
path = "/api/notes"
resource = "https://example.com/api"
scopes = ["notes.read"]
)";

std::expected<guard::RouteTable, ConfigProblems> parsed(const std::string& text) {
  return parse_routes(text, "routes.toml", testing::example_policy());
}

// The problems that the text has, one a line.
std::string problems(const std::string& text) {
  const auto routes = parsed(text);
  if (routes) return "none";
  std::string out;
  for (const std::string& line : routes.error().lines) out += (out.empty() ? "" : "\n") + line;
  return out;
}

// A good route with this line instead of the one of the same key, or beside the others.
std::string with(const std::string& line) {
  const std::string key = line.substr(0, line.find(' '));
  std::string text = kGood;
  const auto at = text.find("\n" + key + " = ");
  if (at == std::string::npos) return text + line + "\n";
  return text.replace(at + 1, text.find('\n', at + 1) - at - 1, line);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(routes_test)

BOOST_AUTO_TEST_CASE(every_key_is_taken) {
  const auto routes = parsed(std::string(kGood) + R"(methods = ["GET", "OPTIONS"]
acr = ["urn:mfa", "urn:key"]
max_age = "10m"

[[route]]
name = "notes"
path = "/api/notes"
methods = ["POST"]
resource = "https://example.com/api"
scopes = []
)");
  BOOST_REQUIRE(routes);
  const guard::Route& first = routes->find("notes", "GET")->route;
  BOOST_TEST(first.path == "/api/notes");
  BOOST_TEST(first.resource == "https://example.com/api");
  BOOST_TEST(join_words(first.scopes) == "notes.read");
  BOOST_TEST(join_words(first.acr) == "urn:mfa urn:key");
  BOOST_TEST(first.max_age.value().count() == 600);
  BOOST_TEST(routes->find("notes", "POST")->route.scopes.empty());
  BOOST_TEST(parsed("")->entries().empty());
}

BOOST_AUTO_TEST_CASE(problem_names_file_line_and_key) {
  BOOST_TEST(problems(with("max_aeg = \"1s\"")) ==
             "routes.toml:6: route.max_aeg is unknown; did you mean route.max_age?");
  BOOST_TEST(problems(with("completely = 1")) == "routes.toml:6: route.completely is unknown");
  BOOST_TEST(problems("[[route]]\nname = \"a\"\n") ==
             "routes.toml:2: route.path is missing\nroutes.toml:2: route.resource is missing\n"
             "routes.toml:2: route.scopes is missing");
  BOOST_TEST(problems("name = \"a\"\n") ==
             "routes.toml:1: name is unknown; a route begins with [[route]]");
  BOOST_TEST(problems("[route]\nname = \"a\"\n").starts_with("routes.toml:1: route is unknown"));
  BOOST_TEST(problems("[[routes]]\n").starts_with("routes.toml:1: routes is unknown"));
  BOOST_TEST(problems("[[route]\n").starts_with("routes.toml:1: "));
}

BOOST_AUTO_TEST_CASE(value_of_another_type_is_refused) {
  for (const char* line : {"name = 1", "path = [\"/api\"]", "methods = \"GET\"", "resource = true",
                           "scopes = \"notes.read\"", "acr = \"urn:mfa\"", "max_age = 60"}) {
    BOOST_TEST(problems(with(line)).find(" must be ") != std::string::npos);
  }
}

// RFC 9110 9.1: methods are case-sensitive.
BOOST_AUTO_TEST_CASE(impossible_value_is_refused) {
  for (const char* line : {"name = \"\"",
                           "name = \"a b\"",
                           "name = \"a;\"",
                           "path = \"api\"",
                           "path = \"/a//b\"",
                           "path = \"/a?x\"",
                           "path = \"/a b\"",
                           "methods = []",
                           "methods = [\"get\"]",
                           "methods = [\"GET\", \"GET\"]",
                           "resource = \"example.com\"",
                           "resource = \"/api\"",
                           "scopes = [\"never.heard.of\"]",
                           "scopes = [\"openid\", \"openid\"]",
                           "acr = [\"a b\"]",
                           "acr = [\"a\\\"b\"]",
                           "acr = [\"\"]",
                           "max_age = \"0s\"",
                           "max_age = \"31d\"",
                           "max_age = \"60\""}) {
    BOOST_TEST_CONTEXT(line) {
      BOOST_TEST(problems(with(line)).find("routes.toml:") == 0U);
    }
  }
}

// RFC 9728 1.2: an https URL without a fragment.
BOOST_AUTO_TEST_CASE(resource_is_an_https_url_without_a_fragment) {
  for (const char* bad : {"http://example.com/api", "https://example.com/api#x", "urn:api",
                          "https://me@example.com", "https://example.com/?x", "https:///api"}) {
    BOOST_TEST(problems(with("resource = \"" + std::string(bad) + "\"")) != "none");
  }
  BOOST_TEST(problems(with("resource = \"http://localhost:8080/api\"")) == "none");
}

BOOST_AUTO_TEST_CASE(entries_of_one_name_differ_in_their_methods_only) {
  const std::string get = with("methods = [\"GET\"]");
  BOOST_TEST(problems(get + with("methods = [\"POST\"]")) == "none");
  BOOST_TEST(problems(get + get) == "routes.toml:8: route.methods of \"notes\" are taken already");
  BOOST_TEST(problems(get + kGood) ==
             "routes.toml:8: route.methods of \"notes\" are taken already");
  BOOST_TEST(problems(get + with("path = \"/api\"")) ==
             "routes.toml:8: route.name \"notes\" has another path already");
  BOOST_TEST(problems(get + with("resource = \"https://example.com\"")) ==
             "routes.toml:8: route.name \"notes\" has another resource already");
  BOOST_TEST(problems(get + with("name = \"other\"")) ==
             "routes.toml:8: route.path is that of notes");
}

BOOST_AUTO_TEST_CASE(file_is_that_of_the_configuration) {
  testing::TempFolder folder;
  Config config;
  config.policy = testing::example_policy();
  BOOST_TEST(load_routes(config)->entries().empty());
  config.routes = folder.file("routes.toml");
  const auto missing = load_routes(config);
  BOOST_REQUIRE(!missing);
  BOOST_TEST(missing.error().lines.front() == config.routes + ": cannot be read");
  std::ofstream(config.routes) << kGood;
  BOOST_TEST(load_routes(config)->entries().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
