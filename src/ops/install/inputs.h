// What the operator tells `lockspire install`, and where everything goes because of it.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "protocol/policy.h"

namespace lockspire::ops {

// A kind of host: its stub among the shipped files, and the name it gets.
struct HostKind {
  std::string_view name;
  std::string_view shipped;
  std::string_view installed;
};

std::span<const HostKind> host_kinds();

struct InstallInputs {
  std::string issuer;
  std::string prefix = "/";
  std::string host;         // one of host_kinds(); empty: no stub
  bool sigra_host = false;  // implies elixir
};

// The inputs in one form: an absolute prefix without a slash at its end (none is left of `/`),
// elixir for Sigra. Otherwise the words that say what is wrong. Characters that mean something in
// the files to be written are refused.
std::expected<InstallInputs, std::string> check_inputs(InstallInputs inputs);

// REQUIRES: check_inputs() made the inputs.
Policy policy_of(const InstallInputs& inputs);

// The stub of these inputs. REQUIRES: inputs.host is not empty.
HostKind stub_of(const InstallInputs& inputs);

// The paths of an installation.
class Places {
 public:
  explicit Places(std::string prefix) : prefix_(std::move(prefix)) {}

  [[nodiscard]] std::string config_dir() const { return prefix_ + "/etc/lockspire"; }
  [[nodiscard]] std::string config() const { return config_dir() + "/lockspire.toml"; }
  [[nodiscard]] std::string sealing_key() const { return config_dir() + "/sealing.key"; }
  [[nodiscard]] std::string client_secret_key() const { return config_dir() + "/clients.key"; }
  [[nodiscard]] std::string session_secret() const { return config_dir() + "/session.secret"; }
  [[nodiscard]] std::string templates() const { return config_dir() + "/templates"; }
  [[nodiscard]] std::string stubs() const { return config_dir() + "/host"; }
  [[nodiscard]] std::string manifest() const {
    return config_dir() + "/.lockspire/install_manifest.json";
  }
  [[nodiscard]] std::string snippets() const { return prefix_ + "/etc/nginx/snippets"; }
  [[nodiscard]] std::string units() const { return prefix_ + "/etc/systemd/system"; }
  [[nodiscard]] std::string sysusers() const { return prefix_ + "/etc/sysusers.d/lockspire.conf"; }
  [[nodiscard]] std::string tmpfiles() const { return prefix_ + "/etc/tmpfiles.d/lockspire.conf"; }
  [[nodiscard]] std::string state_dir() const { return prefix_ + "/var/lib/lockspire"; }
  [[nodiscard]] std::string database() const { return state_dir() + "/lockspire.db"; }
  [[nodiscard]] std::string log_dir() const { return prefix_ + "/var/log/nginx"; }
  [[nodiscard]] std::string run_dir() const { return prefix_ + "/run/lockspire"; }

 private:
  std::string prefix_;
};

}  // namespace lockspire::ops
