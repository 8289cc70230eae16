#include <algorithm>
#include <array>
#include <utility>

#include "ops/verify/checks.h"

namespace lockspire::ops {
namespace {

using store::KeyState;
using store::SigningKeyRow;

constexpr Seconds kOld{std::int64_t{180} * 86'400};
constexpr Seconds kForgotten{std::int64_t{7} * 86'400};
// What clients may be registered for without a word more: ID tokens RS256, the rest ES256.
constexpr std::array<std::string_view, 2> kWanted{"ES256", "RS256"};

const SigningKeyRow* active_key(const KeyFacts& facts, std::string_view alg) {
  const auto found = std::ranges::find_if(facts.rows, [&](const SigningKeyRow& row) {
    return row.alg == alg && row.state == KeyState::kActive;
  });
  return found == facts.rows.end() ? nullptr : &*found;
}

Finding check_active(const KeyFacts& facts, std::string_view alg) {
  const std::string name(alg);
  const SigningKeyRow* key = active_key(facts, alg);
  if (key == nullptr) {
    return error("key.none_active", "no key signs with " + name, "tokens with it are refused: 500",
                 "lockspire key rotate --alg " + name);
  }
  if (key->compromised_at) {
    return error("key.compromised", "the key that signs with " + name + " is compromised", key->kid,
                 "lockspire key rotate --alg " + name);
  }
  const Seconds age = facts.now - key->activated_at.value_or(key->created_at);
  if (age > kOld) {
    return warning("key.old", "the key that signs with " + name + " is old",
                   key->kid + " since " + std::to_string(age.count() / 86'400) + " days",
                   "lockspire key rotate --alg " + name);
  }
  return ok("key.active", "a key signs with " + name, key->kid);
}

std::string key_words(const SigningKeyRow& row) {
  return row.kid + " (" + row.alg + ")";
}

// The ones that the sealing key does not open. Retired keys have no private half.
void check_sealed(const KeyFacts& facts, Findings& out) {
  if (!facts.sealing) return;
  std::size_t opened = 0;
  for (const SigningKeyRow& row : facts.rows) {
    if (!row.private_key) continue;
    if (unseal(*facts.sealing, store::sealing_purpose(row.kid), *row.private_key)) {
      ++opened;
      continue;
    }
    out.push_back(error(
        "key.sealed_otherwise", "the sealing key does not open a signing key",
        key_words(row) + " was sealed with the key named " +
            std::string(sealed_with(*row.private_key)) + ", the file has " +
            facts.sealing->newest.name,
        "put the right file back from your backup, or name it in previous_sealing_key_files"));
  }
  if (opened > 0) {
    out.push_back(
        ok("key.sealed", "the sealing key opens " + std::to_string(opened) + " signing keys"));
  }
}

// Steps of a rotation that nobody took.
void check_waiting(const KeyFacts& facts, Findings& out) {
  for (const SigningKeyRow& row : facts.rows) {
    const std::string fix = "lockspire key rotate --alg " + row.alg;
    if (row.state == KeyState::kGenerated && facts.now - row.created_at > kForgotten) {
      out.push_back(warning("key.waiting", "a key waits to be published", key_words(row), fix));
    }
    const Seconds waited = facts.now - row.published_at.value_or(facts.now);
    if (row.state == KeyState::kPublished && waited > facts.publish_wait + kForgotten) {
      out.push_back(warning("key.waiting", "a key waits to sign", key_words(row), fix));
    }
    const Seconds retiring = facts.now - row.retiring_at.value_or(facts.now);
    if (row.state == KeyState::kRetiring && retiring > kForgotten) {
      out.push_back(warning("key.waiting", "a key waits to be retired", key_words(row), fix));
    }
  }
}

}  // namespace

Findings check_keys(const KeyFacts& facts) {
  Findings out;
  for (const std::string_view alg : kWanted) out.push_back(check_active(facts, alg));
  check_sealed(facts, out);
  check_waiting(facts, out);
  return out;
}

}  // namespace lockspire::ops
