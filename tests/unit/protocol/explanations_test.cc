#include "protocol/explanations.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

namespace lockspire {
namespace {

namespace fs = std::filesystem;

// Where refusals are made.
constexpr const char* kFolders[] = {"src/http", "src/host", "src/protocol", "src/endpoints",
                                    "src/programs"};

// Names of the same form that are no reasons: events that are not told from them by how they are
// written, and purposes of keys.
const std::set<std::string> kNoReasons{
    "code.issued",    "consent.approved",    "consent.revoked",
    "grant.revoked",  "interaction.loop",    "refresh_token.successor",
    "request.failed", "request.unavailable", "access_token.revoked"};

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_catalogue(const fs::path& path) {
  return path.filename().string().starts_with("expla");
}

// What stands right before a literal in the source, white space aside, tells events of the log and
// of the audit from reasons.
bool is_event(const std::string& before, const std::string& name) {
  static const std::regex kLogged(R"(LogLevel::k\w+\s*,\s*$)");
  return name.ends_with(".refused") || name.ends_with(".tpl") ||
         std::regex_search(before, kLogged) || before.ends_with(".event = ");
}

// Every reason that the source gives, and a file that gives it.
std::map<std::string, std::string> reasons_in_source() {
  static const std::regex kDotted(R"re("([a-z][a-z_0-9]*\.[a-z][a-z_0-9]*)")re");
  std::map<std::string, std::string> reasons;
  for (const char* folder : kFolders) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".cc" || is_catalogue(entry.path())) continue;
      const std::string text = text_of(entry.path());
      for (std::sregex_iterator it(text.begin(), text.end(), kDotted), end; it != end; ++it) {
        const auto at = static_cast<std::size_t>(it->position());
        const std::string before =
            text.substr(at - std::min<std::size_t>(at, 80), std::min<std::size_t>(at, 80));
        if (!is_event(before, it->str(1))) reasons.emplace(it->str(1), entry.path().string());
      }
    }
  }
  return reasons;
}

bool is_one_line(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(explanations)

BOOST_AUTO_TEST_CASE(every_reason_that_the_server_gives_is_explained) {
  const auto reasons = reasons_in_source();
  BOOST_TEST(reasons.size() > 100U);
  for (const auto& [reason, file] : reasons) {
    // access_token.revoked is both, an event of the audit and a reason.
    if (kNoReasons.contains(reason) && find_explanation(reason) == nullptr) continue;
    BOOST_TEST(find_explanation(reason) != nullptr,
               file << " gives " << reason << ", which has no explanation");
  }
}

BOOST_AUTO_TEST_CASE(no_explanation_is_of_a_reason_that_nobody_gives) {
  const auto reasons = reasons_in_source();
  for (const Explanation& explanation : all_explanations()) {
    BOOST_TEST(reasons.contains(std::string(explanation.reason)),
               explanation.reason << " is explained, but nothing gives it");
  }
}

BOOST_AUTO_TEST_CASE(no_name_is_excepted_that_nobody_uses) {
  const auto reasons = reasons_in_source();
  for (const std::string& name : kNoReasons) BOOST_TEST(reasons.contains(name), name);
}

BOOST_AUTO_TEST_CASE(no_reason_is_explained_twice) {
  const auto all = all_explanations();
  const auto twice = std::ranges::adjacent_find(all, {}, &Explanation::reason);
  BOOST_TEST((twice == all.end()));
}

BOOST_AUTO_TEST_CASE(no_explanation_leaves_anything_out) {
  for (const Explanation& explanation : all_explanations()) {
    BOOST_TEST_CONTEXT(explanation.reason) {
      BOOST_TEST(is_one_line(explanation.rule));
      BOOST_TEST(is_one_line(explanation.expected));
      BOOST_TEST(is_one_line(explanation.remedy));
      BOOST_TEST(explanation.rule.ends_with("."));
      static const std::regex kClause(
          "Lockspire|RFC [0-9]+ (appendix )?[0-9A-Z][0-9.]*|OIDC Core [0-9.]+|"
          "OAuth 2.0 Multiple Response Types [0-9.]+");
      BOOST_TEST(std::regex_match(std::string(explanation.clause), kClause));
    }
  }
}

BOOST_AUTO_TEST_CASE(unknown_reason_has_no_explanation) {
  BOOST_TEST(find_explanation("") == nullptr);
  BOOST_TEST(find_explanation("code") == nullptr);
  BOOST_TEST(find_explanation("code.expired.") == nullptr);
  BOOST_TEST(find_explanation("zzz.zzz") == nullptr);
}

BOOST_AUTO_TEST_CASE(explanation_names_the_clause_and_the_setting) {
  const Explanation* const pkce = find_explanation("pkce.required");
  BOOST_REQUIRE(pkce != nullptr);
  BOOST_TEST(pkce->clause == "RFC 9700 2.1.1");
  BOOST_TEST(pkce->remedy.starts_with("lockspire client update ID --require-pkce false"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
