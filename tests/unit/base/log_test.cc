#include "base/log.h"

#include <algorithm>
#include <array>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/with_log.h"

using namespace lockspire;  // NOLINT(google-build-using-namespace)
using lockspire::testing::WithLog;

BOOST_AUTO_TEST_SUITE(log_test)

BOOST_FIXTURE_TEST_CASE(event_is_one_line_of_fields, WithLog) {
  log().write(LogLevel::kWarning, "token.refused",
              {{"client", "app"}, {"detail", "two words"}, {"empty", ""}});
  const std::string line = text();
  BOOST_TEST(line.starts_with("time=20"));
  BOOST_TEST(line.ends_with(
      " level=warning program=test event=token.refused client=app detail=\"two words\"\n"));
}

BOOST_FIXTURE_TEST_CASE(level_below_the_least_is_dropped, WithLog) {
  log(LogLevel::kAlert).write(LogLevel::kWarning, "quiet", {});
  log(LogLevel::kAlert).write(LogLevel::kDebug, "quiet", {});
  BOOST_TEST(text().empty());
  log(LogLevel::kAlert).write(LogLevel::kAlert, "loud", {});
  log(LogLevel::kAlert).write(LogLevel::kError, "loud", {});
  BOOST_TEST(std::ranges::count(text(), '\n') == 2);
}

// What came in cannot begin a line, a field or a terminal sequence of its own.
BOOST_FIXTURE_TEST_CASE(value_cannot_forge_a_line_or_a_field, WithLog) {
  const std::array<std::string, 8> kValues{"a\nevent=fake",
                                           "a\r\nx",
                                           "x\" event=fake y=\"",
                                           "a event=fake",
                                           "\x1b[31m",
                                           "\xc2\x9b"
                                           "31m",
                                           std::string("a\0event=fake", 12),
                                           "\\\" event=fake"};
  for (const auto& value : kValues) log().write(LogLevel::kError, "e", {{"v", value}});
  const std::string lines = text();
  BOOST_TEST(std::ranges::count(lines, '\n') == 8);
  BOOST_TEST(
      std::ranges::all_of(lines, [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); }));
}

BOOST_AUTO_TEST_CASE(values_are_quoted_when_they_need_it) {
  constexpr std::array<std::array<std::string_view, 2>, 9> kRows{
      {{"plain-1.2/x:y", "plain-1.2/x:y"},
       {"", "\"\""},
       {"a b", "\"a b\""},
       {"a=b", "\"a=b\""},
       {"a\"b", R"("a\"b")"},
       {"a\\b", R"("a\\b")"},
       {"\n", R"("\x0a")"},
       {"\xc3\xa9", R"("\xc3\xa9")"},
       {"\x7f", R"("\x7f")"}}};
  for (const auto& [value, escaped] : kRows) BOOST_TEST(log_escape(value) == escaped);
}

BOOST_AUTO_TEST_CASE(long_value_is_cut) {
  BOOST_TEST(log_escape(std::string(1'024, 'a')).size() == 1'024U);
  const std::string cut = log_escape(std::string(100'000, 'a'));
  BOOST_TEST(cut.size() == 1'024U + 5U);
  BOOST_TEST(cut.ends_with("a...\""));
}

BOOST_FIXTURE_TEST_CASE(lines_of_threads_do_not_mix, WithLog) {
  std::vector<std::thread> threads;
  for (int id = 0; id < 4; ++id) {
    threads.emplace_back([this] {
      for (int i = 0; i < 200; ++i) {
        log().write(LogLevel::kInfo, "e", {{"v", std::string(50, 'x')}});
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const std::string lines = text();
  std::size_t whole = 0;
  for (auto at = lines.find("event=e v=" + std::string(50, 'x') + "\n"); at != std::string::npos;
       at = lines.find("event=e v=" + std::string(50, 'x') + "\n", at + 1)) {
    ++whole;
  }
  BOOST_TEST(whole == 800U);
}

BOOST_AUTO_TEST_CASE(unknown_level_is_refused) {
  LogLevel level = LogLevel::kError;
  BOOST_TEST(parse_log_level("debug", level));
  BOOST_TEST((level == LogLevel::kDebug));
  for (const char* name : {"", "Debug", "warn", "trace", "info ", "0"}) {
    BOOST_TEST(!parse_log_level(name, level), name);
  }
  BOOST_TEST((level == LogLevel::kDebug));
}

BOOST_AUTO_TEST_SUITE_END()
