// The key files that the configuration names: session secrets and the sealing key.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64url.h"
#include "base/digest.h"
#include "ops/config.h"

namespace lockspire::ops {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMostText = 4'096;
constexpr mode_t kForbiddenModes = S_IRWXO | S_IWGRP | S_IXGRP;
constexpr std::string_view kMakeOne =
    "; make one with: openssl rand 32 | basenc --base64url | tr -d '='";

using Key = std::expected<Secret, std::string>;

class File {
 public:
  explicit File(const std::string& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

std::unexpected<std::string> problem(const std::string& path, std::string_view words) {
  return std::unexpected(path + " " + std::string(words));
}

std::expected<std::string, std::string> read_private_file(const std::string& path) {
  const File file(path);
  if (file.fd() < 0) {
    const std::string why = std::strerror(errno);
    return problem(
        path, "cannot be read: " + why + (errno == ENOENT ? std::string(kMakeOne) : std::string()));
  }
  struct stat status{};
  if (::fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return problem(path, "is not a file");
  }
  if ((status.st_mode & kForbiddenModes) != 0) {
    return problem(path, "can be read by others; fix it with: chmod 0640 " + path);
  }
  std::string text(kMostText + 1, '\0');
  const ssize_t count = ::read(file.fd(), text.data(), text.size());
  if (count < 0) return problem(path, "cannot be read");
  text.resize(static_cast<std::size_t>(count));
  return text;
}

Key load_key(const std::string& path) {
  auto text = read_private_file(path);
  if (!text) return std::unexpected(text.error());
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  const auto bytes = text->size() > kMostText ? std::nullopt : decode_base64url(*text);
  if (!bytes) {
    return problem(path, "is not one line of base64url without padding" + std::string(kMakeOne));
  }
  if (bytes->size() < kKeyBytes) {
    return problem(path, "has fewer than 32 bytes" + std::string(kMakeOne));
  }
  if (std::ranges::all_of(*bytes, [](char c) { return c == '\0'; })) {
    return problem(path, "is all zero" + std::string(kMakeOne));
  }
  return Secret(*bytes);
}

// Says nothing about the key, and is another for each key.
std::string name_of(const Secret& key) {
  return base64url(hmac_sha256(key.reveal(), "lockspire sealing key").substr(0, 6));
}

bool has_key(const std::vector<host::SessionSecret>& secrets, const Secret& key) {
  return std::ranges::any_of(secrets, [&](const host::SessionSecret& secret) {
    return equal_in_constant_time(secret.key.reveal(), key.reveal());
  });
}

std::expected<SealingKey, std::string> read_sealing_key(const std::string& path) {
  auto key = load_key(path);
  if (!key) return std::unexpected(key.error());
  if (key->reveal().size() != kKeyBytes) {
    return problem(path, "must have 32 bytes" + std::string(kMakeOne));
  }
  std::string name = name_of(*key);
  return SealingKey{std::move(name), *std::move(key)};
}

using Paths = std::vector<std::string>;

Paths sealing_key_files(const Config& config) {
  Paths paths = config.previous_sealing_key_files;
  paths.push_back(config.sealing_key_file);
  return paths;
}

Paths all_sealing_key_files(const Config& config) {
  Paths paths = sealing_key_files(config);
  for (const std::string& path : config.previous_client_secret_key_files) paths.push_back(path);
  if (config.policy.client_secret_jwt) paths.push_back(config.client_secret_key_file);
  return paths;
}

// The keys in those files that this process may read: only programs that need one may.
std::vector<Secret> readable_keys(const Paths& paths) {
  std::vector<Secret> keys;
  for (const std::string& path : paths) {
    if (auto key = load_key(path)) keys.push_back(*std::move(key));
  }
  return keys;
}

bool is_among(const std::vector<Secret>& keys, const Secret& key) {
  return std::ranges::any_of(keys, [&](const Secret& other) {
    return equal_in_constant_time(other.reveal(), key.reveal());
  });
}

std::expected<SealingKeys, std::string> read_sealing_keys(const std::string& newest_file,
                                                          const Paths& previous_files) {
  auto newest = read_sealing_key(newest_file);
  if (!newest) return std::unexpected(newest.error());
  SealingKeys keys{.newest = *std::move(newest)};
  for (const std::string& path : previous_files) {
    auto previous = read_sealing_key(path);
    if (!previous) return std::unexpected(previous.error());
    if (previous->name == keys.newest.name) {
      return problem(path, "has the same key as " + newest_file);
    }
    keys.previous.push_back(*std::move(previous));
  }
  return keys;
}

}  // namespace

std::expected<SealingKey, std::string> load_sealing_key(const Config& config) {
  return read_sealing_key(config.sealing_key_file);
}

std::expected<SealingKeys, std::string> load_sealing_keys(const Config& config) {
  return read_sealing_keys(config.sealing_key_file, config.previous_sealing_key_files);
}

std::expected<SealingKeys, std::string> load_client_secret_keys(const Config& config) {
  auto keys =
      read_sealing_keys(config.client_secret_key_file, config.previous_client_secret_key_files);
  // Programs that open client secrets do not all sign, and must not be able to.
  const auto others = readable_keys(sealing_key_files(config));
  if (keys && is_among(others, keys->newest.bytes)) {
    return problem(config.client_secret_key_file,
                   "is the key of the signing keys too" + std::string(kMakeOne));
  }
  return keys;
}

std::expected<host::SessionRules, std::string> load_session_rules(const Config& config) {
  host::SessionRules rules;
  rules.cookie_name = config.policy.secure ? "__Host-lockspire_session" : "lockspire_session";
  rules.issuer = config.policy.session_issuer;
  rules.audience = config.policy.issuer;
  rules.max_lifetime = config.policy.session_max_lifetime;
  const auto sealing_keys = readable_keys(all_sealing_key_files(config));
  for (const SecretFile& file : config.session_secrets) {
    auto key = load_key(file.path);
    if (!key) return std::unexpected(key.error());
    if (is_among(sealing_keys, *key)) {
      return problem(file.path, "is a sealing key too; the host must not know that one" +
                                    std::string(kMakeOne));
    }
    if (has_key(rules.secrets, *key)) {
      return problem(file.path, "has the same secret as another name" + std::string(kMakeOne));
    }
    rules.secrets.push_back({file.name, *std::move(key)});
  }
  return rules;
}

}  // namespace lockspire::ops
