// The interactions table: an authorization request while the person logs in and consents.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/named.h"
#include "store/sqlite.h"

namespace lockspire::store {

struct Interaction {
  Selector interaction_id;
  Hash verifier_hash;  // of the id's second half
  Hash browser_hash;   // of the secret in the browser's cookie
  ClientId client_id;
  std::string request;           // the validated parameters, see protocol/authorize/request.h
  std::optional<Subject> sub{};  // the account, once known
  int login_trips = 0;
  Instant started_at;
  Instant expires_at;
  std::optional<Instant> finished_at{};
};

void insert_interaction(Transaction& tx, const Interaction& interaction);
std::optional<Interaction> find_interaction(Reader& db, const Selector& interaction_id);

// One more trip to the login.
void count_login_trip(Transaction& tx, const Selector& interaction_id);

// Open interactions of one account; the oldest give way.
constexpr int kMostOfAnAccount = 50;

// Binds the interaction to the account that is signed in now.
void bind_interaction(Transaction& tx, const Selector& interaction_id, const Subject& sub);

// Ends the interaction; `outcome` is a stable name. True for exactly one caller, ever.
bool finish_interaction(Transaction& tx, const Selector& interaction_id, std::string_view outcome,
                        Instant now);

}  // namespace lockspire::store
