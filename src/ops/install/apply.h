// Carries out a plan: everything or nothing.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "ops/install/plan.h"

namespace lockspire::ops {

// Writes what is to be created or updated, and makes the database with an active key for ES256 and
// one for RS256. Throws WriteProblem or store::StoreFault, and leaves everything as it was then.
//
// REQUIRES: the plan is not refused.
void carry_out(const InstallPlan& plan, const std::string& actor, const Clock& clock,
               Random& random);

}  // namespace lockspire::ops
