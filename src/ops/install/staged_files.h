// Files that appear together or not at all: each is written beside its place first, then all are
// moved there; what goes wrong before the end takes back everything, folders too.
#pragma once

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lockspire::ops {

// what() names the file and the reason of the system.
class WriteProblem : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class StagedFiles {
 public:
  StagedFiles() = default;
  // Takes back what was not kept.
  ~StagedFiles();
  StagedFiles(const StagedFiles&) = delete;
  StagedFiles& operator=(const StagedFiles&) = delete;

  // Makes the folder and those above it.
  void make_folder(const std::string& path, unsigned mode = 0755);

  // Writes the content, to the disk, beside `path`. Makes its folder.
  void write(const std::string& path, std::string_view content, unsigned mode);

  // The name beside `path` that somebody else fills. Makes its folder.
  std::string reserve(const std::string& path);

  // The name that the file of `path` has until it is moved.
  [[nodiscard]] static std::string staged_name(const std::string& path);

  // Moves every file to its place. Those of `replaced` stand there already and give way, no other
  // does. Throws WriteProblem.
  void publish(const std::set<std::string>& replaced);

  void keep() { kept_ = true; }

 private:
  std::vector<std::string> staged_;
  std::vector<std::string> published_;
  std::vector<std::string> exchanged_;  // what stood there has the staged name now
  std::vector<std::string> folders_;
  bool kept_ = false;
};

}  // namespace lockspire::ops
