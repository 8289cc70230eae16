// .lockspire/install_manifest.json: what an installation was made from, and the managed files as
// they were written.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "ops/install/inputs.h"

namespace lockspire::ops {

struct ManagedFile {
  std::string path;
  std::string checksum;  // SHA-256, hexadecimal
};

struct InstallManifest {
  std::string version;
  InstallInputs inputs;
  std::vector<ManagedFile> managed_files;
};

std::string checksum_of(std::string_view content);

std::string print_manifest(const InstallManifest& manifest);

// The words say what is wrong with the text.
std::expected<InstallManifest, std::string> parse_manifest(const std::string& text);

}  // namespace lockspire::ops
