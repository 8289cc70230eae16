#include "store/database_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "store/sqlite.h"

namespace lockspire::store {
namespace {

struct FileSystem {
  unsigned long magic;
  const char* name;
};

constexpr std::array kNetworkFileSystems{
    FileSystem{0x6969, "NFS"},      FileSystem{0x517b, "SMB"},     FileSystem{0xff534d42, "CIFS"},
    FileSystem{0xfe534d42, "SMB2"}, FileSystem{0x5346414f, "AFS"}, FileSystem{0x73757245, "Coda"},
    FileSystem{0x00c36400, "Ceph"}, FileSystem{0x564c, "NCP"},     FileSystem{0x0bd00bd0, "Lustre"},
    FileSystem{0x47504653, "GPFS"},
};

}  // namespace

std::optional<FileId> file_id(const std::string& path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return std::nullopt;
  return FileId{found.st_dev, found.st_ino};
}

std::string real_path(const std::string& path) {
  std::error_code error;
  const auto real = std::filesystem::weakly_canonical(path, error);
  return error ? path : real.string();
}

void refuse_network_file_system(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  struct statfs found{};
  if (statfs(folder.empty() ? "." : folder.c_str(), &found) != 0) {
    throw StoreFault("database " + path + ": its folder cannot be read: " + std::strerror(errno));
  }
  const auto magic = static_cast<unsigned long>(found.f_type) & 0xffffffffU;
  for (const auto& network : kNetworkFileSystems) {
    if (network.magic != magic) continue;
    throw StoreFault("database " + path + " is on a network file system (" + network.name +
                     "); move it to a local disk");
  }
}

void flush_folder(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const int fd = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

DatabaseFile::DatabaseFile(std::string path) : path_(std::move(path)) {
  adopt();
}

void DatabaseFile::adopt() {
  database_ = file_id(path_);
  remember_companions();
}

void DatabaseFile::remember_companions() {
  wal_ = file_id(path_ + "-wal");
  index_ = file_id(path_ + "-shm");
}

DatabaseFile::State DatabaseFile::look() {
  const auto standing = file_id(path_);
  if (!standing) return State::kMissing;
  if (standing != database_) return State::kReplaced;
  if (!wal_ || !index_) remember_companions();
  return State::kSame;
}

bool DatabaseFile::stale(const std::string& suffix, const std::optional<FileId>& old) const {
  return old && file_id(path_ + suffix) == old;
}

bool DatabaseFile::has_stale_wal() const {
  return stale("-wal", wal_) || stale("-shm", index_);
}

// Renamed, not removed: the old database may be wanted back, and the number of a removed file is
// given to the next one, which would look stale, too.
void DatabaseFile::set_stale_wal_aside() const {
  set_aside("-wal", wal_);
  set_aside("-shm", index_);
}

void DatabaseFile::set_aside(const std::string& suffix, const std::optional<FileId>& old) const {
  if (!stale(suffix, old)) return;
  const std::string name = path_ + suffix;
  if (std::rename(name.c_str(), (name + ".replaced").c_str()) == 0) return;
  throw Unavailable("database " + path_ + ": " + suffix + " of the old one cannot be set aside");
}

}  // namespace lockspire::store
