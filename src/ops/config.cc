#include "ops/config.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "ops/config_document.h"
#include "ops/config_keys.h"
#include "ops/config_values.h"

namespace lockspire::ops {
namespace {

constexpr std::string_view kScopes = "scopes";
constexpr std::size_t kMostBytes = 1'048'576;

Config default_config(const std::string& path) {
  Config config;
  config.path = path;
  config.database = "/var/lib/lockspire/lockspire.db";
  config.sealing_key_file = "/etc/lockspire/sealing.key";
  config.template_dir = "/usr/share/lockspire/templates";
  config.schema_dir = "/usr/share/lockspire/schema/sqlite";
  config.session_secrets = {{"main", "/etc/lockspire/session.key"}};
  config.policy.scopes = {{"openid", std::string(standard_scope_words("openid"))}};
  return config;
}

std::expected<std::string, std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::unexpected("cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad() || text.str().size() > kMostBytes) return std::unexpected("cannot be read");
  return text.str();
}

// A configuration in the making: every problem is collected, so that one run shows them all.
class Loading {
 public:
  explicit Loading(const std::string& path) : config_(default_config(path)) {}

  void apply(const ConfigDocument& document) {
    for (const auto& [section, line] : document.sections) check_section(section, line);
    for (const ConfigEntry& entry : document.entries) apply(entry);
    finish();
  }

  void problem(int line, const std::string& words) { problems_.emplace_back(line, words); }

  std::expected<Config, ConfigProblems> result() && {
    if (problems_.empty()) return std::move(config_);
    std::ranges::stable_sort(problems_, {}, &std::pair<int, std::string>::first);
    ConfigProblems out;
    for (const auto& [line, words] : problems_) {
      const std::string at = line > 0 ? ":" + std::to_string(line) : "";
      std::string text = config_.path;
      text.append(at).append(": ").append(words);
      out.lines.push_back(std::move(text));
    }
    return std::unexpected(std::move(out));
  }

  // Where each key was set, `key` -> line.
  [[nodiscard]] const std::map<std::string, int>& lines() const { return lines_; }

 private:
  void check_section(const std::string& section, int line) {
    const auto keys = config_keys();
    const bool known =
        section == kScopes || std::ranges::find(keys, section, &ConfigKey::section) != keys.end();
    if (known) return;
    problem(line, "[" + section + "] is an unknown section");
    unknown_sections_.push_back(section);
  }

  void apply(const ConfigEntry& entry) {
    if (std::ranges::find(unknown_sections_, entry.section) != unknown_sections_.end()) return;
    lines_[entry.key()] = entry.line;
    if (entry.section == kScopes) return report(entry, set_scope(config_, entry));
    for (const ConfigKey& known : config_keys()) {
      if (known.section == entry.section && known.name == entry.name) {
        return report(entry, known.set(config_, entry.value));
      }
    }
    const std::string nearest = nearest_key(entry.key());
    problem(entry.line, entry.key() + " is unknown" +
                            (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  }

  void report(const ConfigEntry& entry, const std::optional<std::string>& wrong) {
    if (wrong) problem(entry.line, entry.key() + " " + *wrong);
  }

  void finish() {
    if (!lines_.contains("issuer")) problem(0, "issuer is missing");
    config_.policy.client_secret_jwt = !config_.client_secret_key_file.empty();
    if (config_.policy.session_issuer.empty()) {
      config_.policy.session_issuer = config_.policy.origin;
    }
  }

  Config config_;
  std::vector<std::pair<int, std::string>> problems_;
  std::vector<std::string> unknown_sections_;
  std::map<std::string, int> lines_;
};

Loading load(const std::string& path) {
  Loading loading(path);
  const auto text = read_file(path);
  if (!text) {
    loading.problem(0, text.error() + "; name another with --config or LOCKSPIRE_CONFIG");
    return loading;
  }
  const auto document = parse_config(*text);
  if (!document) {
    loading.problem(document.error().line, document.error().problem);
    return loading;
  }
  loading.apply(*document);
  return loading;
}

}  // namespace

std::expected<Config, ConfigProblems> load_config(const std::string& path) {
  return load(path).result();
}

std::string config_path(const std::string& flag) {
  if (!flag.empty()) return flag;
  const char* variable = std::getenv("LOCKSPIRE_CONFIG");
  if (variable != nullptr && *variable != '\0') return variable;
  return "/etc/lockspire/lockspire.toml";
}

std::expected<std::vector<EffectiveValue>, ConfigProblems> effective_values(
    const std::string& path) {
  Loading loading = load(path);
  const std::map<std::string, int> lines = loading.lines();
  const auto config = std::move(loading).result();
  if (!config) return std::unexpected(config.error());
  const auto origin = [&](const std::string& key) {
    const auto line = lines.find(key);
    return line == lines.end() ? "default" : path + ":" + std::to_string(line->second);
  };
  std::vector<EffectiveValue> values;
  for (const ConfigKey& known : config_keys()) {
    values.push_back({known.key(), known.show(*config), origin(known.key())});
  }
  for (const auto& [scope, words] : config->policy.scopes) {
    const std::string key = std::string(kScopes) + "." + scope;
    values.push_back({key, toml_string(words), origin(key)});
  }
  return values;
}

}  // namespace lockspire::ops
