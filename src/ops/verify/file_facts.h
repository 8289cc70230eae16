// What is known of a file that others must not read, and whether it is right.
#pragma once

#include <string>

#include <sys/types.h>

#include "ops/finding.h"

namespace lockspire::ops {

struct FileFacts {
  std::string path;
  bool exists = false;
  bool is_file = false;
  unsigned mode = 0;  // permission bits
  std::string owner;
  std::string group;
  uid_t uid = 0;
  gid_t gid = 0;
};

// Follows links.
FileFacts look_at_file(const std::string& path);

// Who has to be able to read it, when that is known: an installation in / has users of its own.
struct Readers {
  std::string group;  // empty: not known
};

// `what` names it in a sentence: `the session secret`. One finding: missing, no file, open to
// others, unreadable for its owner, unreadable for its group, or OK.
Finding check_secret_file(const FileFacts& file, const std::string& what, const Readers& readers);

// `0640 root:lockspire`
std::string mode_text(const FileFacts& file);

}  // namespace lockspire::ops
