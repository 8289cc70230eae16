// The shipped files of the checkout and an empty prefix, for the tests of `lockspire install`.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "ops/install/plan.h"
#include "tests/support/test_store.h"

namespace lockspire::ops {

struct WithShare {
  testing::TempFolder folder;
  testing::SeededRandom random;
  Share share{.dir = testing::schema_folder() + "/../..", .programs = "/usr/lib/lockspire"};
  InstallInputs inputs{.issuer = "https://example.com/lockspire",
                       .prefix = folder.file("site"),
                       .host = "node",
                       .sigra_host = false};
  Places places{inputs.prefix};

  InstallPlan plan() { return make_install_plan(inputs, share, "1.2.3", random); }

  static std::string read(const std::string& path) {
    const std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  static void write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
};

}  // namespace lockspire::ops
