#include "ops/install/disk.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <sys/stat.h>

namespace lockspire::ops {

Found look_at(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) {
    const bool absent = errno == ENOENT;
    return {.exists = !absent, .content = {}, .problem = absent ? "" : std::strerror(errno)};
  }
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return {.exists = true, .content = {}, .problem = "it is not a file"};
  }
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return {.exists = true, .content = {}, .problem = "it cannot be read"};
  return {.exists = true, .content = text.str(), .problem = {}};
}

}  // namespace lockspire::ops
