#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ops/verify/checks.h"
#include "ops/verify/file_facts.h"

namespace lockspire::ops {
namespace {

constexpr std::string_view kMakeOne = "; make one with: ";

// The words about a key file end in how to make one.
Finding unusable(const std::string& words, const std::string& what) {
  const auto at = words.find(kMakeOne);
  const std::string path = words.substr(0, words.find(' '));
  const std::string fix = at == std::string::npos
                              ? "put it back from your backup"
                              : words.substr(at + kMakeOne.size()) + " > " + path;
  return error("secret.invalid", what + " cannot be used", words.substr(0, at), fix);
}

bool is_in_root(const std::optional<std::string>& installed) {
  return installed && (installed->empty() || *installed == "/");
}

std::size_t errors_in(const Findings& findings) {
  return count_of(findings, Severity::kError);
}

void check_sessions(const Config& config, bool in_root, Findings& out) {
  Findings here;
  for (const SecretFile& secret : config.session_secrets) {
    here.push_back(check_secret_file(look_at_file(secret.path), "the session secret " + secret.name,
                                     {in_root ? "lockspire-session" : ""}));
  }
  if (errors_in(here) == 0) {
    const auto rules = load_session_rules(config);
    if (!rules) here.push_back(unusable(rules.error(), "a session secret"));
  }
  add_findings(out, std::move(here));
}

// A key that seals in the database, and those before it.
struct Sealer {
  std::string what;
  std::string setting;  // that names the file of the key before
  std::string file;
  std::vector<std::string> previous;
  std::expected<SealingKeys, std::string> (*load)(const Config& config);
};

void check_sealer(const Sealer& sealer, const Config& config, bool in_root, Findings& out) {
  Findings here;
  const Readers readers{in_root ? "lockspire" : ""};
  here.push_back(check_secret_file(look_at_file(sealer.file), sealer.what, readers));
  for (const std::string& path : sealer.previous) {
    here.push_back(check_secret_file(look_at_file(path), "the one before " + sealer.what, readers));
  }
  if (errors_in(here) == 0) {
    const auto keys = sealer.load(config);
    if (!keys) here.push_back(unusable(keys.error(), sealer.what));
  }
  if (!sealer.previous.empty()) {
    here.push_back(warning(
        "secret.previous", "the one before " + sealer.what + " is kept",
        "it opens what `lockspire key reseal` has not sealed anew",
        "lockspire --config " + config.path + " key reseal, then " + sealer.setting + " = []"));
  }
  add_findings(out, std::move(here));
}

void check_sealers(const Config& config, bool in_root, Findings& out) {
  check_sealer({"the sealing key", "previous_sealing_key_files", config.sealing_key_file,
                config.previous_sealing_key_files, load_sealing_keys},
               config, in_root, out);
  if (!config.policy.client_secret_jwt) return;
  check_sealer({"the key of client secrets", "previous_client_secret_key_files",
                config.client_secret_key_file, config.previous_client_secret_key_files,
                load_client_secret_keys},
               config, in_root, out);
}

}  // namespace

Findings check_secrets(const Config& config, const std::optional<std::string>& installed) {
  Findings out;
  check_sessions(config, is_in_root(installed), out);
  check_sealers(config, is_in_root(installed), out);
  return out;
}

}  // namespace lockspire::ops
