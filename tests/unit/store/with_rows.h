// A database with one client and one grant, for the tests of single tables.
#pragma once

#include <type_traits>
#include <utility>

#include "protocol/client.h"
#include "store/clients.h"
#include "store/grants.h"
#include "tests/support/builders.h"
#include "tests/support/test_store.h"

namespace lockspire::store {

struct WithRows {
  testing::TestStore db;
  const Client app = testing::web_client();
  const Instant now = testing::kStart;
  const GrantId g1{"g1"};

  template <typename Closure>
  auto write(Closure&& closure) {
    return db.store.transact([&](Transaction& tx) {
      if constexpr (std::is_void_v<decltype(closure(tx))>) {
        closure(tx);
        return true;
      } else {
        return closure(tx);
      }
    });
  }
  template <typename Closure>
  auto read(Closure&& closure) {
    return db.store.read(std::forward<Closure>(closure));
  }

  WithRows() {
    write([&](Transaction& tx) {
      insert_client_row(tx, {app.client_id, client_metadata(app).print(), now, now, std::nullopt});
      insert_grant(tx, testing::grant_of(app, "g1"));
    });
  }

  bool revoke() {
    return write([&](Transaction& tx) { return revoke_grant(tx, g1, "test", now); });
  }
};

}  // namespace lockspire::store
