// The systemd units of an installation, and what sysusers and tmpfiles read.
#pragma once

#include <string>
#include <vector>

#include "ops/install/inputs.h"
#include "ops/install/share.h"

namespace lockspire::ops {

struct Unit {
  std::string folder;  // `systemd/system`, `sysusers.d` or `tmpfiles.d`: below /etc, or a package's
  std::string name;
  std::string text;
};

// A socket and a service for each shipped program, the target, the user and the folders. Throws
// std::runtime_error when a shipped file is missing.
std::vector<Unit> units_of(const Places& places, const Share& share);

// The same as a Debian package brings them, for an installation at `/` whose programs lie in
// `programs`. `folder` begins at the root: `/lib/systemd/system`.
std::vector<Unit> units_of_package(Share share, const std::string& programs);

}  // namespace lockspire::ops
