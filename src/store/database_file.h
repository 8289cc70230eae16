// The database as a file: which one was opened, whether it still stands at its path, and what
// beside it belongs to another.
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

namespace lockspire::store {

struct FileId {
  dev_t device;
  ino_t inode;
  friend bool operator==(const FileId&, const FileId&) = default;
};

// nullopt when no file is there.
std::optional<FileId> file_id(const std::string& path);

// Absolute and without symbolic links, so that every process names the same files beside it.
std::string real_path(const std::string& path);

// Throws StoreFault when the database would rest on a network file system, whose locks and shared
// memory SQLite cannot trust.
void refuse_network_file_system(const std::string& path);

// Makes the name of a new or renamed file last through a power cut.
void flush_folder(const std::string& path);

// Watches one path. Used by one thread at a time.
class DatabaseFile {
 public:
  enum class State { kSame, kMissing, kReplaced };

  // Takes the file that stands at `path` now as the right one.
  explicit DatabaseFile(std::string path);

  [[nodiscard]] const std::string& path() const { return path_; }

  // Compares what stands at the path with the right one.
  State look();

  // True when the WAL or its index beside a replaced database are those of the file that it
  // replaced: opening it would write the old database's pages into the new one.
  [[nodiscard]] bool has_stale_wal() const;

  // Renames these to `-wal.replaced` and `-shm.replaced`. REQUIRES: the gate is held.
  void set_stale_wal_aside() const;

  // Takes what stands at the path now as the right one.
  void adopt();

 private:
  void remember_companions();
  void set_aside(const std::string& suffix, const std::optional<FileId>& old) const;
  [[nodiscard]] bool stale(const std::string& suffix, const std::optional<FileId>& old) const;

  std::string path_;
  std::optional<FileId> database_;
  std::optional<FileId> wal_;
  std::optional<FileId> index_;
};

}  // namespace lockspire::store
