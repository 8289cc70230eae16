// `lockspire upgrade`: the managed files of an installation as this version writes them.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ops/install/plan.h"

namespace lockspire::ops {

// The manifest beside the configuration file; the words say what is wrong with it, or that there is
// none.
std::expected<InstallManifest, std::string> manifest_beside(const std::string& config_path);

// Updates managed files that read as they were installed, and creates those that are new in this
// version. One that was edited, is missing, or would lose a line that protects (unless
// `accept_weaker`) is a refusal. Files of the host are not looked at. Throws std::runtime_error
// when a shipped file is missing.
//
// REQUIRES: check_inputs() made the inputs of the manifest.
InstallPlan make_upgrade_plan(const InstallManifest& before, const Share& share,
                              const std::string& version, bool accept_weaker, Random& random);

// The lines of the old text that protect (hardening of units; limits, refusals and headers of
// nginx) and that the new text lacks.
std::vector<std::string> protection_lost(const std::string& before, const std::string& after);

struct DatabaseUpgrade {
  int from = 0;
  int to = 0;
  std::string backup{};                // empty when there was nothing to do
  std::vector<std::string> applied{};  // names of migrations
};

// Tries the migrations on a copy, keeps a checked backup beside the database, and migrates it.
// Throws store::StoreFault; the database is as it was then.
DatabaseUpgrade upgrade_database(const std::string& database, const std::string& schema_dir,
                                 Instant now);

}  // namespace lockspire::ops
