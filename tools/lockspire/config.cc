// lockspire config: what the configuration file means.
#include "ops/config.h"

#include <filesystem>
#include <iostream>

#include "ops/routes.h"
#include "tools/lockspire/command.h"
#include "tools/lockspire/installation.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

// The values hold by themselves; what they name has to be there too before a program can start.
std::vector<std::string> unusable_files(const ops::Config& config) {
  std::vector<std::string> problems;
  if (const auto rules = ops::load_session_rules(config); !rules) {
    problems.push_back(rules.error());
  }
  if (const auto key = ops::load_sealing_keys(config); !key) problems.push_back(key.error());
  if (config.policy.client_secret_jwt) {
    const auto keys = ops::load_client_secret_keys(config);
    if (!keys) problems.push_back(keys.error());
  }
  if (const auto routes = ops::load_routes(config); !routes) {
    problems.insert(problems.end(), routes.error().lines.begin(), routes.error().lines.end());
  }
  for (const std::string& folder : {config.template_dir, config.schema_dir}) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) {
      problems.push_back(folder + " is not a folder");
    }
  }
  return problems;
}

Exit check(const Call& call) {
  const std::string path = ops::config_path(call.config);
  const auto config = ops::load_config(path);
  const auto problems = config ? unusable_files(*config) : config.error().lines;
  if (call.json) {
    Json json = Json::object();
    json.set("config", path);
    json.set("valid", problems.empty());
    json.set("problems", Json::strings(problems));
    print_json(json);
  }
  for (const std::string& problem : problems) std::cerr << problem << "\n";
  if (problems.empty() && !call.json) print_line(path + " is valid");
  return problems.empty() ? kDone : kConfiguration;
}

Exit show(const Call& call) {
  const std::string path = ops::config_path(call.config);
  const auto values = ops::effective_values(path);
  if (!values) {
    config_of(call);  // says why, and fails
    return kConfiguration;
  }
  const bool with_origin = call.has("--origin");
  if (call.json) {
    Json json = Json::array();
    for (const auto& value : *values) {
      Json item = Json::object();
      item.set("key", value.key).set("value", value.value).set("origin", value.origin);
      json.add(std::move(item));
    }
    print_json(json);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(values->size());
  for (const auto& value : *values) {
    rows.push_back({value.key, value.value});
    if (with_origin) rows.back().push_back(value.origin);
  }
  if (with_origin) {
    print_table({"KEY", "VALUE", "ORIGIN"}, rows);
  } else {
    print_table({"KEY", "VALUE"}, rows);
  }
  return kDone;
}

}  // namespace

std::vector<Verb> config_verbs() {
  return {
      {"config", "check", "whether programs can start with this file", {}, check},
      {"config",
       "show",
       "the effective values",
       {{"--origin", Takes::kNothing, "", "and where each one comes from"}},
       show},
  };
}

}  // namespace lockspire::cli
