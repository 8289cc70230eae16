// An operator with a real database, for the tests of ops.
#pragma once

#include <string>

#include "base/json.h"
#include "ops/clients.h"
#include "store/audit_events.h"
#include "store/grants.h"
#include "tests/support/test_store.h"

namespace lockspire::ops {

struct WithOperator {
  testing::TestStore db;
  testing::SeededRandom random;
  Policy policy;
  Operator who{db.store, db.clock, random, policy, "olga"};

  WithOperator() {
    policy.issuer = "https://example.com/lockspire";
    policy.origin = "https://example.com";
    policy.mount = "/lockspire";
    policy.scopes = {{"openid", "x"}, {"email", "x"}, {"notes.read", "x"}};
  }

  RegisteredClient make_client(const std::string& id, const std::string& more = "") {
    const auto json = Json::parse(R"({"redirect_uris":["https://app.example/cb"])" + more + "}");
    return create_client(who, json->view(), ClientId(id)).value();
  }

  // The events so far, the newest first.
  std::vector<store::AuditEvent> events() {
    return db.store.read(
        [](store::Reader& reader) { return store::list_audit_events(reader, {}); });
  }

  bool has_event(const std::string& name) {
    for (const auto& event : events()) {
      if (event.event == name && event.actor == "olga") return true;
    }
    return false;
  }

  void make_grant(const std::string& id, const std::string& client, const std::string& sub) {
    const Instant now = db.clock.now();
    db.store.transact([&](store::Transaction& tx) {
      store::insert_grant(tx, {.grant_id = GrantId(id),
                               .client_id = ClientId(client),
                               .sub = Subject(sub),
                               .sid = "sid",
                               .auth_time = now,
                               .acr = {},
                               .amr = {},
                               .scopes = "openid",
                               .resources = {},
                               .claims_request = {},
                               .account_claims = {},
                               .created_at = now,
                               .capped_at = now + Seconds(1'000),
                               .expires_at = now + Seconds(1'000)});
      return true;
    });
  }

  bool grant_is_live(const std::string& id) {
    const auto grant = db.store.read(
        [&](store::Reader& reader) { return store::find_grant(reader, GrantId(id)); });
    return grant && !grant->revoked_at;
  }
};

}  // namespace lockspire::ops
