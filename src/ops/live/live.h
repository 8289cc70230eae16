// `lockspire verify --live URL`: proves a running site from outside, as browser, client and
// attacker, with a client that it registers and takes away again.
#pragma once

#include <functional>
#include <string>

#include "ops/config.h"
#include "ops/finding.h"
#include "ops/operator.h"

namespace lockspire::ops {

struct LiveInputs {
  std::string url;      // the issuer as clients know it
  std::string ca_file;  // certificates to trust instead of the system's; may be empty
  // Looked at before each request; true ends it with live::Interrupted, with nothing left behind.
  std::function<bool()> stopped = [] { return false; };
};

// What was found, checks that could not be made left out. The outcome is refused when the URL
// cannot be an issuer. Throws live::Interrupted.
Outcome<Findings> verify_live(const LiveInputs& inputs, const Config& config,
                              const host::SessionRules& rules, const Operator& who);

}  // namespace lockspire::ops
