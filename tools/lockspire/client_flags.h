// The flags of `client create` and `client update`, each one a member of RFC 7591 metadata.
#pragma once

#include <vector>

#include "base/json.h"
#include "tools/lockspire/command.h"

namespace lockspire::cli {

// `options`, then --from, --public and all the flags.
std::vector<Option> with_metadata_flags(std::vector<Option> options);

// The document of --from with the flags over it. Throws Failure(kUsage).
Json metadata_of(const Call& call);

}  // namespace lockspire::cli
