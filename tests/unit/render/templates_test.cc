#include "render/templates.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>
#include <ctemplate/template.h>

#include "render/pages.h"

namespace lockspire::render {
namespace {

namespace fs = std::filesystem;

// A copy of the real templates that a test may spoil.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "lockspire-templates-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
    fs::copy("templates", path_, fs::copy_options::recursive);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

 private:
  fs::path path_;
};

// What loading the folder says is wrong; empty when nothing is.
std::string problem_with(const fs::path& folder) {
  try {
    const Templates loaded(folder.string(), "/lockspire");
  } catch (const std::runtime_error& problem) {
    return problem.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(templates_test)

BOOST_AUTO_TEST_CASE(shipped_templates_load) {
  BOOST_TEST(problem_with("templates").empty());
}

BOOST_AUTO_TEST_CASE(missing_folder_is_named) {
  BOOST_TEST(has(problem_with("templates/nowhere"), "templates/nowhere"));
}

BOOST_AUTO_TEST_CASE(missing_template_is_named) {
  for (const char* name : {"head.tpl", "consent.tpl", "error.tpl", "form_post.tpl"}) {
    const Folder folder;
    fs::remove(folder.path() / name);
    BOOST_TEST_CONTEXT(name) BOOST_TEST(has(problem_with(folder.path()), name));
  }
}

BOOST_AUTO_TEST_CASE(template_that_would_escape_nothing_is_refused) {
  for (const char* text :
       {"", "<p>{{HEADING}}</p>", "\n{{%AUTOESCAPE context=\"HTML\"}}",
        "{{%AUTOESCAPE context=\"JSON\"}}", "{{%autoescape context=\"HTML\"}}"}) {
    const Folder folder;
    folder.write("error.tpl", text);
    const std::string problem = problem_with(folder.path());
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(has(problem, "error.tpl"));
      BOOST_TEST(has(problem, "AUTOESCAPE"));
    }
  }
}

BOOST_AUTO_TEST_CASE(template_that_does_not_parse_is_refused) {
  for (const char* text : {"{{#OPEN}}", "{{/CLOSED}}", "{{A B}}", "<a href={{URL}}>x</a>"}) {
    const Folder folder;
    folder.write("error.tpl", std::string("{{%AUTOESCAPE context=\"HTML\"}}\n") + text);
    BOOST_TEST_CONTEXT(text) BOOST_TEST(has(problem_with(folder.path()), "error.tpl"));
  }
}

BOOST_AUTO_TEST_CASE(template_that_nobody_asked_for_is_held_to_the_same_rules) {
  const Folder folder;
  folder.write("extra.tpl", "<p>{{X}}</p>");
  BOOST_TEST(has(problem_with(folder.path()), "extra.tpl"));
}

BOOST_AUTO_TEST_CASE(name_that_was_not_loaded_is_a_fault) {
  const Templates loaded("templates", "/lockspire");
  const ctemplate::TemplateDictionary empty("test");
  BOOST_CHECK_THROW((void)loaded.expand("nowhere.tpl", empty), std::runtime_error);
  BOOST_CHECK_THROW((void)loaded.expand("../README.md", empty), std::runtime_error);
}

// ctemplate writes what comes before the missing file and then says false.
BOOST_AUTO_TEST_CASE(page_whose_include_is_missing_is_a_fault_and_not_half_a_page) {
  const Templates loaded("templates", "/lockspire");
  ctemplate::TemplateDictionary page("test");
  page.AddIncludeDictionary("HEAD")->SetFilename("nowhere.tpl");
  BOOST_CHECK_THROW((void)loaded.expand("error.tpl", page), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(change_on_disk_does_not_reach_a_running_program) {
  const Folder folder;
  const Templates loaded(folder.path().string(), "/lockspire");
  const std::string before = render_error(loaded, ErrorView{});
  fs::remove(folder.path() / "error.tpl");
  BOOST_TEST(render_error(loaded, ErrorView{}) == before);
}

BOOST_AUTO_TEST_CASE(links_to_assets_begin_with_the_mount) {
  const Templates at_root("templates", "");
  const Templates elsewhere("templates", "/sign-in");
  BOOST_TEST(has(render_error(at_root, ErrorView{}), "href=\"/assets/style.css\""));
  BOOST_TEST(has(render_error(elsewhere, ErrorView{}), "href=\"/sign-in/assets/style.css\""));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::render
