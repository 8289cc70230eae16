#include "ops/install/staged_files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <ranges>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lockspire::ops {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path) {
  throw WriteProblem(path + " cannot be written: " + std::strerror(errno));
}

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(fd, content.data(), content.size());
    if (count < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool rename_as(const std::string& from, const std::string& to, unsigned how) {
  return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), how) == 0;
}

void flush_folder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

StagedFiles::~StagedFiles() {
  if (!kept_) {
    for (const std::string& path : exchanged_) rename_as(staged_name(path), path, RENAME_EXCHANGE);
  }
  for (const std::string& path : staged_) ::unlink(staged_name(path).c_str());
  if (kept_) return;
  for (const std::string& path : published_) ::unlink(path.c_str());
  for (const std::string& path : std::views::reverse(folders_)) ::rmdir(path.c_str());
}

void StagedFiles::make_folder(const std::string& path, unsigned mode) {
  std::error_code ignored;
  if (path.empty() || fs::is_directory(path, ignored)) return;
  make_folder(fs::path(path).parent_path().string());
  if (::mkdir(path.c_str(), mode) != 0) refuse(path);
  folders_.push_back(path);
}

std::string StagedFiles::staged_name(const std::string& path) {
  const fs::path whole(path);
  return (whole.parent_path() / ("." + whole.filename().string() + ".new")).string();
}

std::string StagedFiles::reserve(const std::string& path) {
  make_folder(fs::path(path).parent_path().string());
  ::unlink(staged_name(path).c_str());
  staged_.push_back(path);
  return staged_name(path);
}

void StagedFiles::write(const std::string& path, std::string_view content, unsigned mode) {
  const std::string name = reserve(path);
  // Nobody reads a secret before it has its mode.
  const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) refuse(path);
  const bool written = write_all(fd, content) && ::fchmod(fd, mode) == 0 && ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  errno = error;
  if (!written) refuse(path);
}

void StagedFiles::publish(const std::set<std::string>& replaced) {
  for (const std::string& path : staged_) {
    const bool gives_way = replaced.contains(path);
    const unsigned how = gives_way ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (!rename_as(staged_name(path), path, how)) refuse(path);
    (gives_way ? exchanged_ : published_).push_back(path);
    flush_folder(fs::path(path).parent_path().string());
  }
}

}  // namespace lockspire::ops
