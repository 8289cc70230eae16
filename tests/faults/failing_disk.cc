// Preloaded into a program, makes the disk below its database fail, whoever runs the story and
// wherever: while the file $FAILING_DISK_CONTROL says ENOSPC, EROFS or EIO, writes to files whose
// path begins with $FAILING_DISK_PREFIX fail with that. ENOSPC only where a file would grow, as on
// a full disk.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

// What the control file says; 0 when it is not there.
int wanted_error() {
  const char* const control = std::getenv("FAILING_DISK_CONTROL");
  if (control == nullptr) return 0;
  const int fd = open(control, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char text[8] = {};
  const ssize_t length = read(fd, text, sizeof(text) - 1);
  close(fd);
  const std::string_view word(text, length > 0 ? static_cast<std::size_t>(length) : 0);
  if (word.starts_with("ENOSPC")) return ENOSPC;
  if (word.starts_with("EROFS")) return EROFS;
  return word.starts_with("EIO") ? EIO : 0;
}

bool is_on_failing_disk(int fd) {
  const char* const prefix = std::getenv("FAILING_DISK_PREFIX");
  if (prefix == nullptr) return false;
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t length = readlink(link.c_str(), path, sizeof(path));
  return length > 0 && std::string_view(path, static_cast<std::size_t>(length)).starts_with(prefix);
}

bool grows(int fd, off_t end) {
  struct stat now{};
  return fstat(fd, &now) == 0 && end > now.st_size;
}

// True, with errno set, when a write up to `end` must fail.
bool fails(int fd, off_t end) {
  const int error = wanted_error();
  if (error == 0 || !is_on_failing_disk(fd)) return false;
  if (error == ENOSPC && !grows(fd, end)) return false;
  errno = error;
  return true;
}

}  // namespace

extern "C" {

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t at) {
  if (fails(fd, at + static_cast<off_t>(count))) return -1;
  static const auto next = real<decltype(&pwrite)>("pwrite");
  return next(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t at) {
  if (fails(fd, at + static_cast<off64_t>(count))) return -1;
  static const auto next = real<decltype(&pwrite64)>("pwrite64");
  return next(fd, bytes, count, at);
}

int ftruncate64(int fd, off64_t size) {
  if (fails(fd, size)) return -1;
  static const auto next = real<decltype(&ftruncate64)>("ftruncate64");
  return next(fd, size);
}

int fdatasync(int fd) {
  if (wanted_error() == EIO && is_on_failing_disk(fd)) {
    errno = EIO;
    return -1;
  }
  static const auto next = real<decltype(&fdatasync)>("fdatasync");
  return next(fd);
}

}  // extern "C"
