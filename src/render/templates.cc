#include "render/templates.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include <ctemplate/template.h>

namespace lockspire::render {
namespace {

constexpr auto kStrip = ctemplate::STRIP_BLANK_LINES;

// Without these first bytes ctemplate escapes nothing in a file.
constexpr std::string_view kPragma = R"({{%AUTOESCAPE context="HTML"}})";

constexpr std::array<std::string_view, 5> kNames = {"head.tpl", "consent.tpl", "error.tpl",
                                                    "form_post.tpl", "apps.tpl"};

// Every template that is needed, and every other one that lies in the directory.
std::vector<std::string> names_in(const std::string& directory) {
  std::vector<std::string> names(kNames.begin(), kNames.end());
  std::error_code unreadable;
  for (const auto& entry : std::filesystem::directory_iterator(directory, unreadable)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".tpl" && std::ranges::find(kNames, name) == kNames.end()) {
      names.push_back(name);
    }
  }
  if (unreadable) throw std::runtime_error("templates: cannot read the folder " + directory);
  return names;
}

void check_pragma(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("templates: cannot read " + path);
  std::string begin(kPragma.size(), '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  if (!file || begin != kPragma) {
    throw std::runtime_error("templates: " + path + " does not begin with " + std::string(kPragma));
  }
}

}  // namespace

Templates::Templates(std::string directory, std::string mount)
    : directory_(std::move(directory)),
      mount_(std::move(mount)),
      cache_(std::make_unique<ctemplate::TemplateCache>()) {
  const std::vector<std::string> names = names_in(directory_);
  cache_->SetTemplateRootDirectory(directory_);
  for (const std::string& name : names) {
    const std::string path = directory_ + "/" + name;
    check_pragma(path);
    if (!cache_->LoadTemplate(name, kStrip)) {
      throw std::runtime_error("templates: " + path + " does not parse");
    }
  }
  cache_->Freeze();
}

Templates::~Templates() = default;

std::string Templates::expand(const std::string& name,
                              const ctemplate::TemplateDictionary& dictionary) const {
  std::string page;
  if (!cache_->ExpandNoLoad(name, kStrip, &dictionary, nullptr, &page)) {
    throw std::runtime_error("templates: cannot expand " + directory_ + "/" + name);
  }
  return page;
}

}  // namespace lockspire::render
