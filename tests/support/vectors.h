// The test vectors of tests/vectors: a file is one value on one line, named after its source. Tests
// run in the root of the checkout.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>

namespace lockspire::testing {

inline std::string vector_text(const std::string& name) {
  std::ifstream file("tests/vectors/" + name, std::ios::binary);
  if (!file) throw std::runtime_error("no test vector " + name);
  std::string text;
  std::getline(file, text);
  return text;
}

}  // namespace lockspire::testing
