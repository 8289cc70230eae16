// What stands at a path.
#pragma once

#include <string>

namespace lockspire::ops {

struct Found {
  bool exists = false;
  std::string content;
  std::string problem;  // why it cannot be read
};

Found look_at(const std::string& path);

}  // namespace lockspire::ops
