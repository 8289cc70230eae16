// The keys of lockspire.toml: name, rule, and how the effective value reads.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ops/config.h"
#include "ops/config_document.h"

namespace lockspire::ops {

struct ConfigKey {
  std::string_view section;
  std::string_view name;
  // Sets the value, or says what is wrong with it (`must be a string`). REQUIRES: config.path is
  // set.
  std::function<std::optional<std::string>(Config&, const ConfigValue&)> set;
  // The effective value in TOML.
  std::function<std::string(const Config&)> show;

  [[nodiscard]] std::string key() const {
    return std::string(section) + (section.empty() ? "" : ".") + std::string(name);
  }
};

// In the order of the example file. [scopes] is not among them: its keys are names of scopes.
std::span<const ConfigKey> config_keys();

// One entry of [scopes].
std::optional<std::string> set_scope(Config& config, const ConfigEntry& entry);

// The name nearest to one that is not among them; empty when none is near.
std::string nearest_of(std::string_view unknown, std::span<const std::string> known);

// The known key nearest to one that is not; empty when none is near.
std::string nearest_key(std::string_view unknown);

}  // namespace lockspire::ops
