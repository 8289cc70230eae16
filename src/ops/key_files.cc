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

// Those that this process may read: only programs that sign may.
std::vector<Secret> readable_sealing_keys(const Config& config) {
  std::vector<Secret> keys;
  if (auto key = load_key(config.sealing_key_file)) keys.push_back(*std::move(key));
  for (const std::string& path : config.previous_sealing_key_files) {
    if (auto key = load_key(path)) keys.push_back(*std::move(key));
  }
  return keys;
}

bool is_among(const std::vector<Secret>& keys, const Secret& key) {
  return std::ranges::any_of(keys, [&](const Secret& other) {
    return equal_in_constant_time(other.reveal(), key.reveal());
  });
}

}  // namespace

std::expected<SealingKey, std::string> load_sealing_key(const Config& config) {
  return read_sealing_key(config.sealing_key_file);
}

std::expected<SealingKeys, std::string> load_sealing_keys(const Config& config) {
  auto newest = load_sealing_key(config);
  if (!newest) return std::unexpected(newest.error());
  SealingKeys keys{.newest = *std::move(newest)};
  for (const std::string& path : config.previous_sealing_key_files) {
    auto previous = read_sealing_key(path);
    if (!previous) return std::unexpected(previous.error());
    if (previous->name == keys.newest.name) {
      return problem(path, "has the same key as " + config.sealing_key_file);
    }
    keys.previous.push_back(*std::move(previous));
  }
  return keys;
}

std::expected<host::SessionRules, std::string> load_session_rules(const Config& config) {
  host::SessionRules rules;
  rules.cookie_name = config.policy.secure ? "__Host-lockspire_session" : "lockspire_session";
  rules.issuer = config.policy.session_issuer;
  rules.audience = config.policy.issuer;
  rules.max_lifetime = config.policy.session_max_lifetime;
  const auto sealing_keys = readable_sealing_keys(config);
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
