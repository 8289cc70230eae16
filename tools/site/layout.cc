#include "tools/site/layout.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "programs/fd.h"
#include "tools/site/site_error.h"

namespace lockspire::site {
namespace {

constexpr std::size_t kTailBytes = 2'000;

std::string why(const std::string& doing, const std::string& path) {
  return doing + " " + path + ": " + std::generic_category().message(errno);
}

}  // namespace

void make_folders(const Layout& layout) {
  if (layout.socket("discovery").size() >= sizeof(sockaddr_un::sun_path)) {
    throw SiteError(kUsage, layout.dir + ": too long; a socket's path must fit into 107 bytes");
  }
  std::error_code error;
  std::filesystem::create_directories(layout.dir, error);
  if (error) throw SiteError(kUsage, layout.dir + ": " + error.message());
  for (const std::string& path : {layout.logs(), layout.run()}) {
    if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) {
      throw SiteError(kUsage, why("cannot make", path));
    }
  }
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw SiteError(kNotFound, why("cannot read", path));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const std::string& path, std::string_view text, unsigned mode) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());
  const programs::Fd fd(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  const bool written =
      fd.is_open() && ::write(fd.get(), text.data(), text.size()) == std::ssize(text);
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) {
    throw SiteError(kInternal, why("cannot write", path));
  }
}

std::string tail(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::size_t>(file.tellg());
  const std::size_t wanted = size < kTailBytes ? size : kTailBytes;
  std::string text(wanted, '\0');
  file.seekg(static_cast<std::streamoff>(size - wanted));
  file.read(text.data(), static_cast<std::streamsize>(wanted));
  return text;
}

}  // namespace lockspire::site
