#include "ops/install/staged_files.h"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

#include "tests/unit/ops/install/with_share.h"

namespace lockspire::ops {
namespace {

namespace fs = std::filesystem;

std::size_t entries(const std::string& path) {
  return static_cast<std::size_t>(
      std::distance(fs::recursive_directory_iterator(path), fs::recursive_directory_iterator()));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(staged_files_test, WithShare)

BOOST_AUTO_TEST_CASE(file_that_appears_meanwhile_is_not_overwritten_and_all_is_taken_back) {
  {
    StagedFiles files;
    files.write(folder.file("new/a"), "a", 0644);
    files.write(folder.file("b"), "b", 0644);
    write(folder.file("b"), "precious");
    BOOST_CHECK_THROW(files.publish({}), WriteProblem);
  }
  BOOST_TEST(read(folder.file("b")) == "precious");
  BOOST_TEST(entries(folder.path()) == 1U);
}

BOOST_AUTO_TEST_CASE(file_in_the_place_of_a_folder_is_a_problem_and_all_is_taken_back) {
  write(folder.file("x"), "a file");
  {
    StagedFiles files;
    files.write(folder.file("new/deep/a"), "a", 0644);
    BOOST_CHECK_THROW(files.write(folder.file("x/b"), "b", 0644), WriteProblem);
  }
  BOOST_TEST(entries(folder.path()) == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_is_there_before_it_is_published) {
  StagedFiles files;
  files.write(folder.file("a"), "a", 0644);
  BOOST_TEST(!fs::exists(folder.file("a")));
}

BOOST_AUTO_TEST_CASE(published_and_not_kept_is_taken_back) {
  {
    StagedFiles files;
    files.write(folder.file("new/a"), "a", 0644);
    files.publish({});
  }
  BOOST_TEST(entries(folder.path()) == 0U);
}

BOOST_AUTO_TEST_CASE(folder_that_somebody_else_uses_stays) {
  {
    StagedFiles files;
    files.write(folder.file("new/a"), "a", 0644);
    write(folder.file("new/theirs"), "theirs");
  }
  BOOST_TEST(read(folder.file("new/theirs")) == "theirs");
  BOOST_TEST(!fs::exists(folder.file("new/a")));
}

BOOST_AUTO_TEST_CASE(kept_files_have_their_content_and_mode_whatever_the_umask) {
  const mode_t before = ::umask(0077);
  {
    StagedFiles files;
    files.write(folder.file("new/a"), "content", 0640);
    files.publish({});
    files.keep();
  }
  ::umask(before);
  struct stat status{};
  BOOST_REQUIRE(::stat(folder.file("new/a").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777U) == 0640U);
  BOOST_TEST(read(folder.file("new/a")) == "content");
  BOOST_TEST(entries(folder.path()) == 2U);
}

BOOST_AUTO_TEST_CASE(replaced_file_comes_back_when_another_cannot_be_written) {
  write(folder.file("a"), "old");
  {
    StagedFiles files;
    files.write(folder.file("a"), "new", 0644);
    files.write(folder.file("b"), "new", 0644);
    write(folder.file("b"), "precious");
    BOOST_CHECK_THROW(files.publish({folder.file("a")}), WriteProblem);
    BOOST_TEST(read(folder.file("a")) == "new");
  }
  BOOST_TEST(read(folder.file("a")) == "old");
  BOOST_TEST(entries(folder.path()) == 2U);
}

BOOST_AUTO_TEST_CASE(named_file_may_be_replaced) {
  write(folder.file("manifest"), "old");
  StagedFiles files;
  files.write(folder.file("manifest"), "new", 0644);
  files.publish({folder.file("manifest")});
  files.keep();
  BOOST_TEST(read(folder.file("manifest")) == "new");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
