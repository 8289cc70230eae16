// Owns the ctemplate cache: every page is loaded and tried at start, or the program refuses to
// start.
#pragma once

#include <memory>
#include <string>

namespace ctemplate {
class TemplateCache;
class TemplateDictionary;
}  // namespace ctemplate

namespace lockspire::render {

class Templates {
 public:
  // Loads every template of `directory`; `mount` is the path that links to assets begin with.
  // Throws std::runtime_error that names the file that is missing or does not parse.
  Templates(std::string directory, std::string mount);
  ~Templates();
  Templates(const Templates&) = delete;
  Templates& operator=(const Templates&) = delete;

  // Expands one template to a fresh string. Throws std::runtime_error.
  [[nodiscard]] std::string expand(const std::string& name,
                                   const ctemplate::TemplateDictionary& dictionary) const;
  [[nodiscard]] const std::string& mount() const { return mount_; }

 private:
  std::string directory_;
  std::string mount_;
  std::unique_ptr<ctemplate::TemplateCache> cache_;
};

}  // namespace lockspire::render
