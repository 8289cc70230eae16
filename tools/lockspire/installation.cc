#include "tools/lockspire/installation.h"

#include <charconv>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>

#include <pwd.h>
#include <unistd.h>

#include "base/utf8.h"
#include "ops/config_values.h"
#include "tools/lockspire/output.h"

namespace lockspire::cli {
namespace {

constexpr std::size_t kLongestActor = 100;

store::Store open_store(const ops::Config& config, const Clock& clock) {
  try {
    return {config.database, store::Store::Access::kReadWrite, clock};
  } catch (const store::Unavailable&) {
    throw;
  } catch (const store::StoreFault& fault) {
    throw Failure(kConfiguration, fault.what());
  }
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Instant> calendar_time(const std::string& text) {
  for (const char* format : {"%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S"}) {
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), format, &parts);
    if (end != nullptr && *end == '\0') return from_unix(::timegm(&parts));
  }
  return std::nullopt;
}

std::string login_name() {
  const char* sudo_user = std::getenv("SUDO_USER");
  if (::geteuid() == 0 && sudo_user != nullptr && *sudo_user != '\0') return sudo_user;
  const passwd* user = ::getpwuid(::getuid());
  return user == nullptr ? "uid " + std::to_string(::getuid()) : std::string(user->pw_name);
}

}  // namespace

ops::Config config_of(const Call& call) {
  auto config = ops::load_config(ops::config_path(call.config));
  if (config) return *std::move(config);
  std::string words;
  for (const std::string& line : config.error().lines) words += (words.empty() ? "" : "\n") + line;
  throw Failure(kConfiguration, words);
}

SealingKeys sealing_keys_of(const ops::Config& config) {
  auto keys = ops::load_sealing_keys(config);
  if (!keys) throw Failure(kConfiguration, keys.error());
  return *std::move(keys);
}

std::optional<SealingKeys> client_secret_keys_of(const ops::Config& config) {
  if (!config.policy.client_secret_jwt) return std::nullopt;
  auto keys = ops::load_client_secret_keys(config);
  if (!keys) throw Failure(kConfiguration, keys.error());
  return *std::move(keys);
}

host::SessionRules session_rules_of(const ops::Config& config) {
  auto rules = ops::load_session_rules(config);
  if (!rules) throw Failure(kConfiguration, rules.error());
  return *std::move(rules);
}

std::string actor_of(const Call& call) {
  if (call.actor.empty()) return login_name();
  if (!is_display_text(call.actor) || call.actor.size() > kLongestActor) {
    throw Failure(kUsage, "--actor must be at most 100 bytes that can be shown");
  }
  return call.actor;
}

Installation::Installation(const Call& call)
    : config_(config_of(call)),
      store_(open_store(config_, clock_)),
      who_{store_, clock_, random_, config_.policy, actor_of(call)} {
  if (!config_.policy.client_secret_jwt) return;
  who_.client_secret_key = [this]() -> std::expected<SealingKey, std::string> {
    auto keys = ops::load_client_secret_keys(config_);
    if (!keys) return std::unexpected(keys.error());
    return std::move(keys->newest);
  };
}

Failure failure_of(const ops::Refusal& refusal) {
  const bool missing = refusal.kind == ops::RefusalKind::kNotFound;
  std::string words = refusal.message;
  if (refusal.not_before) words += "; not before " + time_text(*refusal.not_before);
  return {missing ? kNotFound : kRefused, words};
}

std::string read_input(const std::string& file) {
  std::ostringstream text;
  if (file == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Failure(kUsage, file + " cannot be read");
  text << in.rdbuf();
  return text.str();
}

int positive_number(const Call& call, std::string_view name, int standard) {
  const auto text = call.one(name);
  if (!text) return standard;
  const auto number = whole_number(*text);
  if (!number || *number < 1 || *number > 1'000'000) {
    throw Failure(kUsage, std::string(name) + " must be from 1 to 1000000");
  }
  return static_cast<int>(*number);
}

Seconds duration(const Call& call, std::string_view name, Seconds standard) {
  const auto text = call.one(name);
  if (!text) return standard;
  const bool bare = text->find_first_not_of("0123456789") == std::string::npos;
  const auto parsed = ops::parse_duration(bare ? *text + "s" : *text);
  if (!parsed) throw Failure(kUsage, std::string(name) + " " + parsed.error());
  return *parsed;
}

std::optional<Instant> point_in_time(const Call& call, std::string_view name, Instant now) {
  const auto text = call.one(name);
  if (!text) return std::nullopt;
  if (const auto seconds = whole_number(*text)) return from_unix(*seconds);
  if (const auto span = ops::parse_duration(*text)) return now - *span;
  if (const auto at = calendar_time(*text)) return at;
  throw Failure(kUsage, std::string(name) +
                            " must be a time such as 2026-05-01T12:00:00Z, seconds since 1970, or "
                            "a span before now such as 2h");
}

}  // namespace lockspire::cli
