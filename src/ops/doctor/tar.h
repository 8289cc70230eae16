// A tar archive (POSIX ustar) of a few small texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace lockspire::ops {

struct ArchivedText {
  std::string name;  // at most 100 bytes
  std::string text;
};

// Files of mode 0600 that belong to nobody. Throws std::invalid_argument for a name that does not
// fit.
std::string make_tar(const std::vector<ArchivedText>& texts, Instant now);

}  // namespace lockspire::ops
