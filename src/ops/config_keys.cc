#include "ops/config_keys.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "ops/config_values.h"

namespace lockspire::ops {
namespace {

using Problem = std::optional<std::string>;

constexpr Seconds kDay{86'400};
constexpr int kMostWorkers = 1'024;
constexpr std::size_t kMostScopeWords = 200;

constexpr std::array kLevels{
    std::pair{LogLevel::kDebug, std::string_view("debug")},
    std::pair{LogLevel::kInfo, std::string_view("info")},
    std::pair{LogLevel::kWarning, std::string_view("warning")},
    std::pair{LogLevel::kAlert, std::string_view("alert")},
    std::pair{LogLevel::kError, std::string_view("error")},
};

Problem wrong_type(std::string_view wanted, const ConfigValue& value) {
  return "must be " + std::string(wanted) + ", not " + std::string(type_name(value));
}

// Stores what `parse` made of a string.
template <typename Parse>
Problem with_string(const ConfigValue& value, Parse parse) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return wrong_type("a string", value);
  const auto parsed = parse(*text);
  if (!parsed) return parsed.error();
  return std::nullopt;
}

struct Range {
  Seconds least;
  Seconds most;
};

Parsed<Seconds> parse_in_range(const std::string& text, Range range) {
  auto parsed = parse_duration(text);
  if (!parsed || (*parsed >= range.least && *parsed <= range.most)) return parsed;
  return std::unexpected("must be from " + print_duration(range.least) + " to " +
                         print_duration(range.most));
}

ConfigKey duration(std::string_view section, std::string_view name, Seconds Policy::* member,
                   Range range) {
  const auto set = [member, range](Config& config, const ConfigValue& value) {
    return with_string(value, [&](const std::string& text) {
      auto parsed = parse_in_range(text, range);
      if (parsed) config.policy.*member = *parsed;
      return parsed;
    });
  };
  const auto show = [member](const Config& config) {
    return toml_string(print_duration(config.policy.*member));
  };
  return {section, name, set, show};
}

ConfigKey flag(std::string_view section, std::string_view name, bool Policy::* member) {
  const auto set = [member](Config& config, const ConfigValue& value) -> Problem {
    const auto* flag = std::get_if<bool>(&value);
    if (flag == nullptr) return wrong_type("true or false", value);
    config.policy.*member = *flag;
    return std::nullopt;
  };
  const auto show = [member](const Config& config) {
    return std::string(config.policy.*member ? "true" : "false");
  };
  return {section, name, set, show};
}

ConfigKey host_path(std::string_view name, std::string Policy::* member) {
  const auto set = [member](Config& config, const ConfigValue& value) {
    return with_string(value, [&](const std::string& text) {
      auto parsed = parse_host_path(text);
      if (parsed) config.policy.*member = *parsed;
      return parsed;
    });
  };
  return {"", name, set,
          [member](const Config& config) { return toml_string(config.policy.*member); }};
}

std::string resolved(const Config& config, const std::string& path) {
  return (std::filesystem::path(config.path).parent_path() / path).lexically_normal().string();
}

Parsed<std::string> parse_file_name(const std::string& text) {
  if (text.empty() || text.find('\0') != std::string::npos) {
    return std::unexpected("must name a file");
  }
  return text;
}

ConfigKey file(std::string_view name, std::string Config::* member) {
  const auto set = [member](Config& config, const ConfigValue& value) {
    return with_string(value, [&](const std::string& text) {
      auto parsed = parse_file_name(text);
      if (parsed) config.*member = resolved(config, *parsed);
      return parsed;
    });
  };
  return {"", name, set, [member](const Config& config) { return toml_string(config.*member); }};
}

// "" stands for no file.
ConfigKey optional_file(std::string_view section, std::string_view name,
                        std::string Config::* member) {
  const auto set = [member](Config& config, const ConfigValue& value) {
    return with_string(value, [&](const std::string& text) -> Parsed<std::string> {
      if (!text.empty() && !parse_file_name(text)) return parse_file_name(text);
      config.*member = text.empty() ? text : resolved(config, text);
      return text;
    });
  };
  return {section, name, set,
          [member](const Config& config) { return toml_string(config.*member); }};
}

std::string show_list(const std::vector<std::string>& list) {
  std::string out = "[";
  for (const std::string& item : list) out += (out.size() > 1 ? ", " : "") + toml_string(item);
  return out + "]";
}

Problem set_files(Config& config, const ConfigValue& value,
                  std::vector<std::string> Config::* member) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (list == nullptr) return wrong_type("a list of strings", value);
  std::vector<std::string> paths;
  for (const std::string& item : *list) {
    if (const auto parsed = parse_file_name(item); !parsed) return "has a file without a name";
    paths.push_back(resolved(config, item));
  }
  config.*member = std::move(paths);
  return std::nullopt;
}

ConfigKey files(std::string_view name, std::vector<std::string> Config::* member) {
  const auto set = [member](Config& config, const ConfigValue& value) {
    return set_files(config, value, member);
  };
  return {"", name, set, [member](const Config& config) { return show_list(config.*member); }};
}

ConfigKey worker(std::string_view name, int Workers::* member) {
  const auto set = [member](Config& config, const ConfigValue& value) -> Problem {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr) return wrong_type("a number", value);
    if (*number < 1 || *number > kMostWorkers) return "must be from 1 to 1024";
    config.workers.*member = static_cast<int>(*number);
    return std::nullopt;
  };
  const auto show = [member](const Config& config) {
    return std::to_string(config.workers.*member);
  };
  return {"workers", name, set, show};
}

ConfigKey issuer() {
  const auto set = [](Config& config, const ConfigValue& value) {
    return with_string(value,
                       [&](const std::string& text) { return set_issuer(config.policy, text); });
  };
  return {"", "issuer", set,
          [](const Config& config) { return toml_string(config.policy.issuer); }};
}

ConfigKey session_issuer() {
  const auto set = [](Config& config, const ConfigValue& value) {
    return with_string(value, [&](const std::string& text) {
      auto parsed = parse_origin(text);
      if (parsed) config.policy.session_issuer = *parsed;
      return parsed;
    });
  };
  const auto show = [](const Config& config) { return toml_string(config.policy.session_issuer); };
  return {"session", "issuer", set, show};
}

bool is_secret_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

Problem add_secret(const Config& config, const ConfigTable& table, std::vector<SecretFile>& out) {
  const auto name = table.find("name");
  const auto path = table.find("file");
  if (table.size() != 2 || name == table.end() || path == table.end()) {
    return "wants tables of the form { name = \"...\", file = \"...\" }";
  }
  if (!is_secret_name(name->second)) return "has a name that is not of letters, digits, - and _";
  if (!parse_file_name(path->second)) return "has a file without a name";
  if (std::ranges::find(out, name->second, &SecretFile::name) != out.end()) {
    return "has one name twice";
  }
  out.push_back({name->second, resolved(config, path->second)});
  return std::nullopt;
}

Problem set_secrets(Config& config, const ConfigValue& value) {
  const auto* tables = std::get_if<std::vector<ConfigTable>>(&value);
  if (tables == nullptr) return wrong_type("a list of tables", value);
  if (tables->empty() || tables->size() > 3) return "must name one to three secrets";
  std::vector<SecretFile> secrets;
  for (const ConfigTable& table : *tables) {
    if (auto problem = add_secret(config, table, secrets)) return problem;
  }
  config.session_secrets = std::move(secrets);
  return std::nullopt;
}

std::string show_secrets(const Config& config) {
  std::string out;
  for (const SecretFile& secret : config.session_secrets) {
    out += out.empty() ? "[" : ", ";
    out += "{ name = " + toml_string(secret.name) + ", file = " + toml_string(secret.path) + " }";
  }
  return out + "]";
}

Problem set_access_format(Config& config, const ConfigValue& value) {
  return with_string(value, [&](const std::string& text) -> Parsed<bool> {
    if (text != "jwt" && text != "opaque") {
      return std::unexpected("must be \"jwt\" or \"opaque\"");
    }
    config.policy.access_format = text == "jwt" ? TokenFormat::kJwt : TokenFormat::kOpaque;
    return true;
  });
}

std::string show_access_format(const Config& config) {
  return toml_string(config.policy.access_format == TokenFormat::kJwt ? "jwt" : "opaque");
}

Problem set_allow_private(Config& config, const ConfigValue& value) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (list == nullptr) return wrong_type("a list of strings", value);
  for (const std::string& item : *list) {
    const auto parsed = parse_host_port(item);
    if (!parsed) return "has " + toml_string(item) + ", which " + parsed.error();
  }
  config.policy.allow_private = *list;
  return std::nullopt;
}

std::string show_allow_private(const Config& config) {
  return show_list(config.policy.allow_private);
}

Problem set_level(Config& config, const ConfigValue& value) {
  return with_string(value, [&](const std::string& text) -> Parsed<bool> {
    if (parse_log_level(text, config.log_level)) return true;
    return std::unexpected("must be debug, info, warning, alert or error");
  });
}

std::string show_level(const Config& config) {
  const auto row =
      std::ranges::find(kLevels, config.log_level, &decltype(kLevels)::value_type::first);
  return toml_string(row->second);
}

std::vector<ConfigKey> make_keys() {
  return {
      issuer(),
      host_path("login_path", &Policy::login_path),
      host_path("logout_path", &Policy::logout_path),
      file("database", &Config::database),
      file("sealing_key_file", &Config::sealing_key_file),
      files("previous_sealing_key_files", &Config::previous_sealing_key_files),
      optional_file("", "client_secret_key_file", &Config::client_secret_key_file),
      files("previous_client_secret_key_files", &Config::previous_client_secret_key_files),
      file("template_dir", &Config::template_dir),
      file("schema_dir", &Config::schema_dir),
      optional_file("", "routes", &Config::routes),
      {"session", "secrets", set_secrets, show_secrets},
      duration("session", "max_lifetime", &Policy::session_max_lifetime, {Seconds(1), 30 * kDay}),
      session_issuer(),
      flag("session", "silent_refresh", &Policy::silent_refresh),
      flag("session", "end_offline_access", &Policy::end_offline_access),
      // RFC 6749 4.1.2 #lifetime: ten minutes at most.
      duration("tokens", "code_lifetime", &Policy::code_lifetime, {Seconds(1), Seconds(600)}),
      duration("tokens", "access_lifetime", &Policy::access_lifetime, {Seconds(1), 30 * kDay}),
      duration("tokens", "id_token_lifetime", &Policy::id_token_lifetime, {Seconds(1), 30 * kDay}),
      duration("tokens", "refresh_lifetime", &Policy::refresh_lifetime, {Seconds(1), 3'650 * kDay}),
      duration("tokens", "refresh_cap", &Policy::refresh_cap, {Seconds(1), 3'650 * kDay}),
      // Longer than a lost answer and its retry take, a stolen token would be good for two.
      duration("tokens", "refresh_grace", &Policy::refresh_grace, {Seconds(0), Seconds(300)}),
      flag("tokens", "refresh_token_needs_offline_access",
           &Policy::refresh_token_needs_offline_access),
      {"tokens", "access_format", set_access_format, show_access_format},
      duration("interactions", "lifetime", &Policy::interaction_lifetime, {Seconds(1), kDay}),
      duration("metadata", "max_age", &Policy::metadata_max_age, {Seconds(0), kDay}),
      {"outbound", "allow_private", set_allow_private, show_allow_private},
      optional_file("outbound", "ca_file", &Config::outbound_ca_file),
      worker("authorize", &Workers::authorize),
      worker("token", &Workers::token),
      worker("userinfo", &Workers::userinfo),
      worker("revoke", &Workers::revoke),
      worker("introspect", &Workers::introspect),
      worker("account", &Workers::account),
      worker("jwks", &Workers::jwks),
      worker("discovery", &Workers::discovery),
      worker("guard", &Workers::guard),
      worker("metrics", &Workers::metrics),
      {"log", "level", set_level, show_level},
  };
}

}  // namespace

std::span<const ConfigKey> config_keys() {
  static const std::vector<ConfigKey> keys = make_keys();
  return keys;
}

std::optional<std::string> set_scope(Config& config, const ConfigEntry& entry) {
  const auto* words = std::get_if<std::string>(&entry.value);
  if (words == nullptr) return wrong_type("the words for the consent page", entry.value);
  if (!is_scope_name(entry.name)) return "is not the name of a scope (RFC 6749 3.3)";
  if (words->empty()) {
    const std::string_view standard = standard_scope_words(entry.name);
    if (standard.empty()) return "must have words for the consent page";
    config.policy.scopes[entry.name] = standard;
    return std::nullopt;
  }
  if (!is_display_text(*words) || words->size() > kMostScopeWords) {
    return "must be words that can be shown, at most 200 bytes";
  }
  config.policy.scopes[entry.name] = *words;
  return std::nullopt;
}

}  // namespace lockspire::ops
