// The files of an installation, as they shall read.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "ops/install/inputs.h"
#include "ops/install/share.h"

namespace lockspire::ops {

enum class FileClass {
  kManaged,  // Lockspire's: in the manifest, and `lockspire upgrade` keeps it current
  kHost,     // the host's: written once
  kSecret,   // made once, never shown
};

struct InstallFile {
  std::string path;
  std::string content;
  unsigned mode = 0644;
  FileClass file_class = FileClass::kManaged;
};

// All of them but the database and the manifest, and at `/` without the units when a package
// brought them and /etc has none. Reads the shipped files; secrets are new each time. Throws
// std::runtime_error when a shipped file is missing.
//
// REQUIRES: check_inputs() made the inputs.
std::vector<InstallFile> files_of(const InstallInputs& inputs, const Share& share, Random& random);

}  // namespace lockspire::ops
