// The person's consent, given once through the page and remembered.
#pragma once

#include "tools/bench/site.h"

namespace lockspire::bench {

// Does nothing when it is already remembered. Throws std::runtime_error when the site does not play
// along.
void remember_consent(const Site& site, const BenchClient& client);

}  // namespace lockspire::bench
