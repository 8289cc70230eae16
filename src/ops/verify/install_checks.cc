// What `lockspire install` wrote, and what became of it.
#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <utility>

#include <unistd.h>

#include "ops/install/disk.h"
#include "ops/nginx/syntax.h"
#include "ops/verify/checks.h"

namespace lockspire::ops {
namespace {

// The value of the first `Key=` line of a unit.
std::string unit_value(std::string_view text, std::string_view key) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(std::string(key) + "=")) return line.substr(key.size() + 1);
  }
  return {};
}

std::string problem_with_service(std::string_view text, const std::string& config_path) {
  const std::string start = unit_value(text, "ExecStart");
  const std::string program = start.substr(0, start.find(' '));
  if (program.empty()) return "starts no program";
  if (!start.ends_with(" --config " + config_path)) return "starts with another configuration";
  if (unit_value(text, "StandardInput") != "socket") return "does not get its socket";
  if (::access(program.c_str(), X_OK) != 0) return "starts " + program + ", which is not there";
  return {};
}

std::string file_of(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

Finding finding_of(const InstallManifest& manifest, const InstallStep& step) {
  const std::string& path = step.file.path;
  const std::string again = install_command(manifest.inputs);
  const std::string name = file_of(path);
  if (step.action != InstallAction::kRefuse) {
    return error("install.stale", name + " is not as this version writes it", path,
                 "lockspire upgrade");
  }
  const Found found = look_at(path);
  if (!found.exists) return error("install.missing", name + " is missing", path, again);
  const auto known = std::ranges::find(manifest.managed_files, path, &ManagedFile::path);
  const bool edited = known != manifest.managed_files.end() && found.problem.empty() &&
                      checksum_of(found.content) != known->checksum;
  if (edited || !found.problem.empty()) {
    return error("install.edited", name + " is not as it was installed",
                 path + (edited ? " was edited" : " " + found.problem),
                 "mv " + path + " " + path + ".edited && " + again);
  }
  return error("install.stale", name + " is not as this version writes it", step.why,
               "lockspire upgrade");
}

}  // namespace

std::string install_command(const InstallInputs& inputs) {
  std::string command = "lockspire install --issuer " + inputs.issuer;
  if (!inputs.prefix.empty() && inputs.prefix != "/") command += " --prefix " + inputs.prefix;
  if (inputs.sigra_host) return command + " --sigra-host";
  if (!inputs.host.empty()) command += " --host " + inputs.host;
  return command;
}

std::string problem_with_unit(std::string_view text, const std::string& name,
                              const std::string& config_path, const std::string& run_dir) {
  constexpr std::string_view kPrefix = "lockspire-";
  if (name.ends_with(".service")) return problem_with_service(text, config_path);
  const auto end = name.rfind(".socket");
  if (end == std::string::npos || !name.starts_with(kPrefix)) return {};
  const std::string program = name.substr(kPrefix.size(), end - kPrefix.size());
  if (unit_value(text, "ListenStream") != run_dir + "/" + program + ".sock") {
    return "listens on another socket than " + run_dir + "/" + program + ".sock";
  }
  if (unit_value(text, "SocketMode") != "0660") return "opens its socket to everybody";
  return {};
}

Findings check_units(const InstallManifest& manifest, const std::string& config_path) {
  const Places places(manifest.inputs.prefix);
  Findings out;
  std::size_t good = 0;
  for (const ManagedFile& file : manifest.managed_files) {
    const bool is_unit = file.path.ends_with(".service") || file.path.ends_with(".socket");
    const Found found = look_at(file.path);
    if (!is_unit || !found.exists || !found.problem.empty()) continue;
    const std::string name = file_of(file.path);
    const auto problem = problem_with_unit(found.content, name, config_path, places.run_dir());
    if (problem.empty()) {
      ++good;
      continue;
    }
    out.push_back(error("unit.wrong", name + " " + problem, file.path,
                        "mv " + file.path + " " + file.path + ".edited && " +
                            install_command(manifest.inputs) + " && systemctl daemon-reload"));
  }
  if (good > 0) {
    out.push_back(ok("unit.right", std::to_string(good) + " units start this installation"));
  }
  return out;
}

Findings check_manifest(const InstallManifest& manifest, const InstallPlan& plan,
                        const std::string& version) {
  Findings out;
  std::size_t good = 0;
  for (const InstallStep& step : plan.steps) {
    if (step.action == InstallAction::kUnchanged) {
      ++good;
    } else {
      out.push_back(finding_of(manifest, step));
    }
  }
  if (manifest.version != version) {
    out.push_back(warning("install.version", "the installation was made by another version",
                          manifest.version + ", and this is " + version, "lockspire upgrade"));
  }
  if (good > 0) {
    out.push_back(ok("install.managed",
                     std::to_string(good) + " managed files are as this version writes them"));
  }
  return out;
}

Findings check_host_files(const InstallInputs& inputs) {
  if (inputs.host.empty()) return {};
  const Places places(inputs.prefix);
  const std::string path = places.stubs() + "/" + std::string(stub_of(inputs).installed);
  if (look_at(path).exists) return {ok("host.stub", "the host's stub is there", path)};
  return {warning("host.stub_missing", "the host's stub is not where it was installed", path,
                  install_command(inputs))};
}

Findings check_snippet_copies(std::string_view dump, const InstallManifest& manifest) {
  const std::string snippets = Places(manifest.inputs.prefix).snippets() + "/";
  std::vector<std::string> copies;
  for (const nginx::DumpedFile& read : nginx::split_dump(dump)) {
    const std::string path = std::filesystem::path(read.path).lexically_normal().string();
    for (const ManagedFile& managed : manifest.managed_files) {
      if (!managed.path.starts_with(snippets)) continue;
      if (path == managed.path || file_of(path) != file_of(managed.path)) continue;
      std::error_code ignored;
      if (std::filesystem::equivalent(path, managed.path, ignored)) continue;
      copies.push_back(path + " instead of " + managed.path);
    }
  }
  if (copies.empty()) return {};
  std::string detail;
  for (const std::string& copy : copies) detail += (detail.empty() ? "" : "\n") + copy;
  return {error("nginx.stale_copy", "nginx reads copies of snippets, which no upgrade reaches",
                detail,
                "include " + snippets +
                    "lockspire-server.conf; and the others from there, and remove the copies")};
}

}  // namespace lockspire::ops
