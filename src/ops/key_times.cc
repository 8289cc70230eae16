#include "ops/key_times.h"

#include <algorithm>

#include "protocol/client.h"
#include "store/access_tokens.h"
#include "store/resources.h"

namespace lockspire::ops {
namespace {

// Of every token that is signed: resources may have lifetimes of their own.
Seconds longest_lifetime(const Policy& policy, store::Reader& db) {
  Seconds longest = std::max(policy.access_lifetime, policy.id_token_lifetime);
  for (const store::Resource& resource : store::list_resources(db)) {
    if (resource.token_format == wire_name(TokenFormat::kOpaque)) continue;
    longest = std::max(longest, Seconds(resource.lifetime.value_or(0)));
  }
  return longest;
}

}  // namespace

Instant may_activate_at(const store::SigningKeyRow& row, const Policy& policy) {
  return row.published_at.value() + kEveryProgramLooked + policy.metadata_max_age;
}

Instant may_retire_at(const store::SigningKeyRow& row, const Policy& policy, store::Reader& db) {
  const Instant signed_last = row.retiring_at.value() + kEveryProgramLooked;
  // The rows know better than the configuration, which may have been changed since.
  const Instant over = std::max(signed_last + longest_lifetime(policy, db),
                                store::last_expiry_signed_by(db, row.kid).value_or(Instant{}));
  return over + policy.metadata_max_age;
}

bool is_first_to_sign(const store::SigningKeyRow& row, store::Reader& db) {
  return std::ranges::none_of(store::list_signing_keys(db), [&](const store::SigningKeyRow& key) {
    return key.alg == row.alg &&
           (key.state == store::KeyState::kActive || key.state == store::KeyState::kRetiring);
  });
}

}  // namespace lockspire::ops
