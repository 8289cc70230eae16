// LD_PRELOAD: a disk whose flushes take SLOW_DISK_MS (2) longer, as those of a cloud volume do.
#include <cstdlib>
#include <ctime>

#include <dlfcn.h>

namespace {

using Flush = int (*)(int);

long extra_nanoseconds() {
  const char* const text = std::getenv("SLOW_DISK_MS");
  return (text != nullptr ? std::strtol(text, nullptr, 10) : 2) * 1'000'000;
}

int flush_slowly(const char* name, int fd) {
  static const long extra = extra_nanoseconds();
  timespec left{.tv_sec = extra / 1'000'000'000, .tv_nsec = extra % 1'000'000'000};
  while (::nanosleep(&left, &left) != 0) {
  }
  return reinterpret_cast<Flush>(::dlsym(RTLD_NEXT, name))(fd);
}

}  // namespace

extern "C" {

int fdatasync(int fd) {
  return flush_slowly("fdatasync", fd);
}

int fsync(int fd) {
  return flush_slowly("fsync", fd);
}

}  // extern "C"
