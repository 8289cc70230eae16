// The static checks apart from nginx: one function a family, each pure where the facts can be
// handed in.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/seal.h"
#include "ops/config.h"
#include "ops/finding.h"
#include "ops/install/plan.h"
#include "protocol/guard/route.h"
#include "store/signing_keys.h"

namespace lockspire::ops {

// One error a problem, with its line to look at.
Findings findings_of(const ConfigProblems& problems, const std::string& file);
// Values that are allowed and unwise.
Findings check_config(const Config& config);

// Modes and owners of the key files, and whether what is in them can be used. `installed` is the
// prefix of an installation.
Findings check_secrets(const Config& config, const std::optional<std::string>& installed);

struct KeyFacts {
  std::vector<store::SigningKeyRow> rows;
  std::optional<SealingKeys> sealing;  // nothing: not readable, which check_secrets says
  Instant now;
  Seconds publish_wait{};  // from published to active
};
// Each algorithm has one key that signs and opens; nothing waits to be taken a step further.
Findings check_keys(const KeyFacts& facts);

Findings check_templates(const Config& config);

// The schema against this build; nothing is opened for writing.
Findings check_schema(const Config& config);

struct DiskFacts {
  std::string path;
  std::uint64_t free_bytes = 0;
  std::uint64_t total_bytes = 0;
  std::uint64_t free_nodes = 0;
  std::uint64_t total_nodes = 0;
};
Finding check_disk(const DiskFacts& disk);
DiskFacts look_at_disk(const std::string& path);

struct ClockFacts {
  Instant now;
  std::optional<Instant> last_written;  // the newest row of any program
  std::optional<Instant> built;         // when this program was written to the disk
};
Finding check_clock(const ClockFacts& clock);
std::optional<Instant> time_of_program();

// The units of an installation: each names this configuration, its own socket and a program that is
// there. `read` gives the text of a file, or nothing.
Findings check_units(const InstallManifest& manifest, const std::string& config_path);
// The words for what is wrong with one unit; empty when nothing is.
std::string problem_with_unit(std::string_view text, const std::string& name,
                              const std::string& config_path, const std::string& run_dir);

// Managed files as this version writes them, and as they were installed.
Findings check_manifest(const InstallManifest& manifest, const InstallPlan& plan,
                        const std::string& version);
// The command that made the installation.
std::string install_command(const InstallInputs& inputs);
// The files that the host owns and needs.
Findings check_host_files(const InstallInputs& inputs);

// Copies of managed snippets that nginx reads from elsewhere.
Findings check_snippet_copies(std::string_view dump, const InstallManifest& manifest);

}  // namespace lockspire::ops
