// Steps in the life of a key that several verbs take, inside the transaction of the verb.
#pragma once

#include <optional>
#include <string_view>

#include "base/seal.h"
#include "jose/alg.h"
#include "ops/operator.h"
#include "store/signing_keys.h"

namespace lockspire::ops {

// Makes a key; nothing is written. An RSA key takes a while, so this is for outside of a
// transaction.
store::SigningKeyRow new_key_row(const Operator& who, const SealingKey& sealing_key, jose::Alg alg);

std::optional<store::SigningKeyRow> key_in_state(store::Reader& db, std::string_view alg,
                                                 store::KeyState state);

// Bumps the generation and records the event of a row that was written.
void commit_key_change(store::Transaction& tx, const Operator& who, const store::SigningKeyRow& row,
                       std::string_view event, std::string_view more = {});

// Writes the row as generated, or as published.
void add_key(store::Transaction& tx, const Operator& who, const store::SigningKeyRow& row);
void publish(store::Transaction& tx, const Operator& who, store::SigningKeyRow& row);

// The active key of the same algorithm becomes retiring.
void make_active(store::Transaction& tx, const Operator& who, store::SigningKeyRow& row);

// Out of the JWKS, private half destroyed.
void make_retired(store::Transaction& tx, const Operator& who, store::SigningKeyRow& row);

std::unexpected<Refusal> wrong_state(const store::SigningKeyRow& row, std::string_view wanted);

}  // namespace lockspire::ops
