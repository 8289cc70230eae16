#include <string_view>
#include <utility>

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

void check_sealing(const Config& config, bool in_root, Findings& out) {
  Findings here;
  const Readers readers{in_root ? "lockspire" : ""};
  here.push_back(
      check_secret_file(look_at_file(config.sealing_key_file), "the sealing key", readers));
  for (const std::string& path : config.previous_sealing_key_files) {
    here.push_back(check_secret_file(look_at_file(path), "a previous sealing key", readers));
  }
  if (errors_in(here) == 0) {
    const auto keys = load_sealing_keys(config);
    if (!keys) here.push_back(unusable(keys.error(), "the sealing key"));
  }
  if (!config.previous_sealing_key_files.empty()) {
    here.push_back(warning(
        "secret.previous", "a previous sealing key is kept",
        "it opens what `lockspire key reseal` has not sealed anew",
        "lockspire --config " + config.path + " key reseal, then previous_sealing_key_files = []"));
  }
  add_findings(out, std::move(here));
}

}  // namespace

Findings check_secrets(const Config& config, const std::optional<std::string>& installed) {
  Findings out;
  check_sessions(config, is_in_root(installed), out);
  check_sealing(config, is_in_root(installed), out);
  return out;
}

}  // namespace lockspire::ops
