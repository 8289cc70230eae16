// lockspire.toml -> Config. An unknown key, a wrong type or an impossible value is an error that
// names file, line, key and the nearest known key. Secrets are not in the file: it names their
// files.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/seal.h"
#include "host/session.h"
#include "protocol/policy.h"

namespace lockspire::ops {

struct SecretFile {
  std::string name;
  std::string path;
};

struct Workers {
  int authorize = 32;
  int token = 64;
  int userinfo = 8;
  int revoke = 16;
  int introspect = 8;
  int account = 4;
  int jwks = 4;
  int discovery = 4;
  int guard = 4;
  int metrics = 1;
};

struct Config {
  std::string path;  // of the file itself
  Policy policy;
  std::string database;
  std::string template_dir;
  std::string schema_dir;
  std::string routes;  // the file of ops/routes.h; empty: the guard guards nothing
  std::string sealing_key_file;
  // Open what an earlier key sealed, until `lockspire key reseal` has run.
  std::vector<std::string> previous_sealing_key_files;
  // The same two for the secrets of client_secret_jwt clients; empty: nobody may have that method.
  std::string client_secret_key_file;
  std::vector<std::string> previous_client_secret_key_files;
  std::vector<SecretFile> session_secrets;
  // Certificates that outbound requests trust besides the system's; empty: none.
  std::string outbound_ca_file;
  Workers workers;
  LogLevel log_level = LogLevel::kInfo;
};

// One line a problem:
// `lockspire.toml:12: tokens.acces_lifetime is unknown; did you mean tokens.access_lifetime?`
struct ConfigProblems {
  std::vector<std::string> lines;
};

// Relative paths in the file are taken from the file's folder.
std::expected<Config, ConfigProblems> load_config(const std::string& path);

// --config, else $LOCKSPIRE_CONFIG, else /etc/lockspire/lockspire.toml.
std::string config_path(const std::string& flag);

// One effective value: `tokens.code_lifetime`, `"1m"`, and where it comes from (`default`, or
// file:line).
struct EffectiveValue {
  std::string key;
  std::string value;
  std::string origin;
};
std::expected<std::vector<EffectiveValue>, ConfigProblems> effective_values(
    const std::string& path);

// Reads the key files that the configuration names. The problem names the file: missing, readable
// by others, too short, not base64url, all zero, or one secret twice.
std::expected<host::SessionRules, std::string> load_session_rules(const Config& config);
// The key that seals, and with it those that still open.
std::expected<SealingKey, std::string> load_sealing_key(const Config& config);
std::expected<SealingKeys, std::string> load_sealing_keys(const Config& config);
// The same for client_secret_key_file. REQUIRES: config.policy.client_secret_jwt.
std::expected<SealingKeys, std::string> load_client_secret_keys(const Config& config);

}  // namespace lockspire::ops
