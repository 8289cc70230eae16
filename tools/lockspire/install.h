// What `lockspire install` and `lockspire upgrade` share: the shipped files, a plan shown, refused,
// written.
#pragma once

#include <string>

#include "base/json.h"
#include "ops/install/plan.h"
#include "tools/lockspire/command.h"

namespace lockspire::cli {

Option share_option();

// --share, else beside this program. Throws Failure(kUsage).
ops::Share share_of(const Call& call);

void show_plan(const ops::InstallPlan& plan);
Json json_of_steps(const ops::InstallPlan& plan);

// Throws Failure(kRefused) with a line for each refusal.
[[noreturn]] void refuse_plan(const ops::InstallPlan& plan);

// Throws Failure(kRefused) when something cannot be written; nothing is, then.
void write_plan(const ops::InstallPlan& plan, const std::string& actor);

}  // namespace lockspire::cli
