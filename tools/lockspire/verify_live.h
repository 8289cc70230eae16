// `lockspire verify --live URL`: ends well when it is interrupted too.
#pragma once

#include <vector>

#include "tools/lockspire/command.h"

namespace lockspire::cli {

// What it takes beside the options of `verify`.
std::vector<Option> live_options();

// REQUIRES: the call has --live.
Exit verify_live(const Call& call);

}  // namespace lockspire::cli
