#include "store/backup.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/database_file.h"
#include "store/sqlite.h"

namespace lockspire::store {
namespace {

// The file that the copy grows in, beside its target; removed unless it became the target.
class Unfinished {
 public:
  explicit Unfinished(const std::string& target) : path_(target + ".XXXXXX") {
    const int fd = mkostemp(path_.data(), O_CLOEXEC);  // 0600
    if (fd < 0) throw StoreFault("backup " + target + ": " + std::strerror(errno));
    close(fd);
  }
  ~Unfinished() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  void become(const std::string& target) {
    if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) != 0) {
      throw StoreFault("backup " + target + ": " + std::strerror(errno));
    }
    path_.clear();
    flush_folder(target);
  }

 private:
  std::string path_;
};

void check(Connection& copy) {
  Query query = copy.query("PRAGMA integrity_check(1)");
  if (!query.step() || query.text(0) != "ok") throw StoreFault("backup: the copy is damaged");
}

std::int64_t copy_checked(const std::string& path, const std::string& target) {
  Connection source(path, OpenMode::kReadOnly);
  Connection copy(target, OpenMode::kReadWrite);
  const std::int64_t pages = source.copy_to(copy);
  // The copied header asks for a WAL; a backup is one file.
  copy.execute("PRAGMA journal_mode = DELETE");
  check(copy);
  return pages;
}

}  // namespace

BackupResult back_up(const std::string& path, const std::string& target) {
  const std::string real = real_path(path);
  if (!file_id(real)) throw StoreFault("database " + path + " does not exist");
  if (file_id(target)) throw StoreFault("backup " + target + ": a file of that name exists");

  Unfinished unfinished(target);
  const std::int64_t pages = copy_checked(real, unfinished.path());
  struct stat written{};
  stat(unfinished.path().c_str(), &written);
  unfinished.become(target);
  return {.pages = pages, .bytes = written.st_size};
}

}  // namespace lockspire::store
