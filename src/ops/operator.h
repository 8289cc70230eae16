// What every verb of an operator needs, how it refuses, and how it records what was done.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/named.h"
#include "base/random.h"
#include "base/seal.h"
#include "protocol/policy.h"
#include "store/store.h"

namespace lockspire::ops {

struct Operator {
  store::Store& store;
  const Clock& clock;
  Random& random;
  const Policy& policy;
  std::string actor;  // who does it
  // Reads the key that seals the secrets of client_secret_jwt clients; the words say why there is
  // none. Empty: none is configured.
  std::function<std::expected<SealingKey, std::string>()> client_secret_key{};
};

enum class RefusalKind { kNotFound, kRefused };

// Words for the operator, one sentence a line.
struct Refusal {
  RefusalKind kind;
  std::string message;
  std::optional<Instant> not_before{};  // when it may be tried again, if that is all
};

template <typename T>
using Outcome = std::expected<T, Refusal>;

std::unexpected<Refusal> not_found(std::string message);
std::unexpected<Refusal> refused(std::string message);
std::unexpected<Refusal> too_early(std::string message, Instant not_before);

struct Change {
  std::string event;  // `client.created`
  std::optional<ClientId> client_id{};
  std::optional<Subject> sub{};
  std::optional<GrantId> grant_id{};
  std::optional<std::string> detail{};
};

// Writes the audit row of a change in the transaction that makes it.
void record(store::Transaction& tx, const Operator& who, const Change& change);

}  // namespace lockspire::ops
