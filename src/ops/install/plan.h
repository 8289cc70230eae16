// What `lockspire install` is going to do: read, compare, decide; nothing is written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ops/install/files.h"
#include "ops/install/manifest.h"

namespace lockspire::ops {

enum class InstallAction {
  kCreate,
  kUnchanged,
  kUpdate,
  kRefuse,
};

// `create`, `unchanged`, `update`, `refuse`.
std::string_view action_name(InstallAction action);

struct InstallStep {
  InstallFile file;
  InstallAction action;
  std::string why;  // of a refusal, with the fix
};

struct InstallPlan {
  InstallInputs inputs;
  std::string schema_dir;
  std::vector<InstallStep> steps;
  InstallStep database;  // its content is made when the plan is carried out
  InstallStep manifest;

  // Steps, database and manifest.
  [[nodiscard]] std::vector<const InstallStep*> all() const;
  [[nodiscard]] bool is_refused() const;
};

// A file that stands there and reads otherwise than it should is a refusal, whoever changed it; a
// secret and a database that stand there are kept. Throws std::runtime_error when a shipped file is
// missing.
InstallPlan make_install_plan(const InstallInputs& inputs, const Share& share,
                              const std::string& version, Random& random);

// Create, update or leave the manifest alone, so that it reads like this one.
InstallStep step_of_manifest(const std::string& path, const InstallManifest& manifest);

}  // namespace lockspire::ops
