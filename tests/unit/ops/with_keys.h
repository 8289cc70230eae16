// An operator with signing keys, for the tests of ops.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "ops/keys.h"
#include "store/access_tokens.h"
#include "store/generations.h"
#include "store/resources.h"
#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {

// Longer than a published key has to wait.
inline constexpr Seconds kWait{3'600};

struct WithKeys : WithOperator {
  SealingKey sealing_key{"k1", Secret(std::string(32, 'k'))};

  store::SigningKeyRow generate(FirstState first, jose::Alg alg = jose::Alg::kEs256) {
    return generate_key(who, sealing_key, alg, first).value();
  }

  store::KeyState state(const std::string& kid) {
    return db.store
        .read([&](store::Reader& reader) { return store::find_signing_key(reader, kid); })
        .value()
        .state;
  }

  std::int64_t generation() {
    return db.store.read([](store::Reader& reader) {
      return store::generation_of(reader, store::kSigningKeysGeneration);
    });
  }

  // An active key that another has taken over from just now.
  store::SigningKeyRow retiring_key() {
    const auto first = generate(FirstState::kActive);
    const auto second = generate(FirstState::kPublished);
    db.clock.advance(kWait);
    activate_key(who, second.kid).value();
    return first;
  }

  void add_resource(const char* identifier, const char* format, std::int64_t lifetime) {
    db.store.transact([&](store::Transaction& tx) {
      store::save_resource(tx, {.identifier = identifier,
                                .scopes = "",
                                .token_format = format,
                                .lifetime = lifetime,
                                .created_at = db.clock.now(),
                                .updated_at = db.clock.now()});
      return true;
    });
  }

  void add_token(const char* id, std::optional<std::string> kid, Seconds lifetime) {
    db.store.transact([&](store::Transaction& tx) {
      store::insert_access_token(tx, {.selector = Selector(id),
                                      .token_hash = Hash("h"),
                                      .grant_id = std::nullopt,
                                      .client_id = ClientId("app"),
                                      .scopes = "",
                                      .audience = "",
                                      .issued_at = db.clock.now(),
                                      .expires_at = db.clock.now() + lifetime,
                                      .kid = std::move(kid)});
      return true;
    });
  }

  bool is_revoked(const char* id) {
    return db.store
        .read([&](store::Reader& reader) { return store::find_access_token(reader, Selector(id)); })
        .value()
        .revoked_at.has_value();
  }
};

}  // namespace lockspire::ops
