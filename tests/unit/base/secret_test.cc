#include "base/secret.h"

#include <array>
#include <ostream>
#include <type_traits>

#include <boost/test/unit_test.hpp>

using namespace lockspire;  // NOLINT(google-build-using-namespace)

namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

}  // namespace

BOOST_AUTO_TEST_SUITE(secret_test)

BOOST_AUTO_TEST_CASE(secret_is_neither_copied_nor_streamed) {
  static_assert(!std::is_copy_constructible_v<Secret>);
  static_assert(!std::is_copy_assignable_v<Secret>);
  static_assert(!std::is_convertible_v<std::string, Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string>);
  static_assert(!Streamable<Secret>);
  BOOST_TEST(Secret("text").duplicate().reveal() == "text");
}

BOOST_AUTO_TEST_CASE(moved_secret_leaves_nothing_behind) {
  for (const std::size_t size : {1U, 15U, 16U, 100U}) {
    Secret from(std::string(size, 's'));
    Secret to(std::move(from));
    BOOST_TEST(from.empty());  // NOLINT(bugprone-use-after-move)
    BOOST_TEST(to.reveal().size() == size);
    Secret assigned("another text that is longer than the small buffer");
    assigned = std::move(to);
    BOOST_TEST(to.empty());  // NOLINT(bugprone-use-after-move)
    BOOST_TEST(assigned.reveal() == std::string(size, 's'));
  }
}

BOOST_AUTO_TEST_CASE(comparison_is_exact) {
  const std::string nul("a\0b", 3);
  BOOST_TEST(equal_in_constant_time("", ""));
  BOOST_TEST(equal_in_constant_time("abc", "abc"));
  BOOST_TEST(equal_in_constant_time(nul, nul));
  const std::array<std::array<std::string, 2>, 8> kRows{{{"", "a"},
                                                         {"a", ""},
                                                         {"abc", "abd"},
                                                         {"abc", "bbc"},
                                                         {"abc", "ab"},
                                                         {"abc", "abcd"},
                                                         {"abc", "ABC"},
                                                         {nul, std::string("a\0c", 3)}}};
  for (const auto& [a, b] : kRows) BOOST_TEST(!equal_in_constant_time(a, b));
}

BOOST_AUTO_TEST_SUITE_END()
