// The refresh_tokens table. A token is retired by its exchange; the rows of one grant are its
// family.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct RefreshToken {
  Selector selector;
  Hash verifier_hash;
  GrantId grant_id;
  Instant issued_at;
  Instant expires_at;
  std::optional<Instant> retired_at{};
};

// What a retired token was exchanged for, sealed so that only its holder can read it.
struct Successor {
  Selector selector;
  std::string sealed;
};

void insert_refresh_token(Transaction& tx, const RefreshToken& token);
std::optional<RefreshToken> find_refresh_token(Reader& db, const Selector& selector);

// Marks the token as exchanged, so that seeing it again is a replay. True for exactly one caller,
// and only while it is not expired and its grant is alive.
bool retire_refresh_token(Transaction& tx, const Selector& selector, const Successor& successor,
                          Instant now);

// Counts one more answer with the same successor and returns it sealed; nullopt when there must be
// no more: retired before `since`, `most` answers given, the successor used, or the grant ended.
std::optional<std::string> answer_within_grace(Transaction& tx, const Selector& selector,
                                               Instant since, int most);

}  // namespace lockspire::store
