#include "ops/install/inputs.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>

#include "ops/config_values.h"

namespace lockspire::ops {
namespace {

constexpr std::array kHostKinds{
    HostKind{"elixir", "phoenix.ex", "lockspire_session.ex"},
    HostKind{"php", "php.php", "lockspire_session.php"},
    HostKind{"node", "node.mjs", "lockspire_session.mjs"},
    HostKind{"python", "python.py", "lockspire_session.py"},
    HostKind{"ruby", "ruby.rb", "lockspire_session.rb"},
    HostKind{"go", "go.go", "lockspire_session.go"},
    HostKind{"java", "java.java", "LockspireSession.java"},
    HostKind{"perl", "perl.pm", "LockspireSession.pm"},
    HostKind{"csharp", "csharp.cs", "LockspireSession.cs"},
    HostKind{"shell", "shell.sh", "lockspire_session.sh"},
};
constexpr HostKind kSigra{"elixir", "phoenix_sigra.ex", "lockspire_session.ex"};

// A socket's path must fit into 107 bytes.
constexpr std::size_t kLongestPrefix = 70;

// The files written are of ten languages, nginx and systemd: what is nowhere special.
bool is_plain(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

const HostKind* kind_named(std::string_view name) {
  const auto kind = std::ranges::find(kHostKinds, name, &HostKind::name);
  return kind == kHostKinds.end() ? nullptr : &*kind;
}

std::string shortest(const std::string& prefix) {
  std::string path = std::filesystem::absolute(prefix).lexically_normal().string();
  while (path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

std::span<const HostKind> host_kinds() {
  return kHostKinds;
}

std::expected<InstallInputs, std::string> check_inputs(InstallInputs inputs) {
  Policy policy;
  if (const auto issuer = set_issuer(policy, inputs.issuer); !issuer) {
    return std::unexpected("--issuer " + issuer.error());
  }
  if (!is_plain(inputs.issuer, "-._~:/[]")) {
    return std::unexpected("--issuer may have letters, digits and -._~/ in its path");
  }
  if (inputs.prefix.empty()) return std::unexpected("--prefix must name a folder");
  inputs.prefix = shortest(inputs.prefix);
  if (!is_plain(inputs.prefix, "-._~/+")) {
    return std::unexpected("--prefix may have letters, digits and -._~/+ in it");
  }
  if (inputs.prefix.size() > kLongestPrefix) {
    return std::unexpected("--prefix is too long: the path of a socket must fit into 107 bytes");
  }
  if (inputs.sigra_host && inputs.host.empty()) inputs.host = "elixir";
  if (inputs.sigra_host && inputs.host != "elixir") {
    return std::unexpected("--sigra-host goes with --host elixir only");
  }
  if (!inputs.host.empty() && kind_named(inputs.host) == nullptr) {
    return std::unexpected("--host is not a kind that there is a stub for");
  }
  return inputs;
}

Policy policy_of(const InstallInputs& inputs) {
  Policy policy;
  if (!set_issuer(policy, inputs.issuer)) throw std::logic_error("an issuer that was not checked");
  return policy;
}

HostKind stub_of(const InstallInputs& inputs) {
  if (inputs.sigra_host) return kSigra;
  const HostKind* kind = kind_named(inputs.host);
  if (kind == nullptr) throw std::logic_error("a host that was not checked");
  return *kind;
}

}  // namespace lockspire::ops
