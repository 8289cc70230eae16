#include "store/prune.h"

#include <optional>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "store/store.h"
#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

constexpr std::int64_t kDay = 86'400;

// A connection of its own, so that no writer prunes by the way.
struct WithRows {
  WithRows() { testing::make_database(path); }

  template <typename... Values>
  void add(std::string_view sql, const Values&... values) {
    connection().execute(sql, values...);
  }
  void add_interaction(const std::string& id, std::int64_t lives) {
    add("INSERT INTO interactions (interaction_id, verifier_hash, browser_hash, client_id, request,"
        " login_trips, started_at, expires_at) VALUES ($1, 'v', 'b', 'c', '{}', 0, $2, $2 + $3)",
        id, clock.now(), lives);
  }
  void add_access_token(const std::string& selector, std::int64_t lives) {
    add("INSERT INTO access_tokens (selector, token_hash, client_id, scopes, audience, issued_at,"
        " expires_at) VALUES ($1, 'h', 'c', '', 'a', $2, $2 + $3)",
        selector, clock.now(), lives);
  }
  void add_grant(const std::string& id, std::int64_t lives) {
    add("INSERT INTO grants (grant_id, client_id, sub, sid, auth_time, scopes, created_at,"
        " capped_at, expires_at) VALUES ($1, 'c', 's', 'i', $2, '', $2, $2 + $3, $2 + $3)",
        id, clock.now(), lives);
    add("INSERT INTO authorization_codes (grant_id, verifier_hash, redirect_uri, expires_at)"
        " VALUES ($1, 'v', 'u', $2)",
        id, clock.now());
  }
  void add_refresh_token(const std::string& selector, const std::string& grant_id) {
    add("INSERT INTO refresh_tokens (selector, verifier_hash, grant_id, issued_at, expires_at,"
        " retired_at) VALUES ($1, 'v', $2, $3, $3 + 1, $3)",
        selector, grant_id, clock.now());
  }
  std::int64_t count(std::string_view sql) {
    Query query = connection().query(sql);
    query.step();
    return query.integer(0);
  }
  PruneResult prune_rows(int budget = 100) {
    Transaction tx(connection());
    return prune_now(tx, clock.now(), budget);
  }
  bool anything() {
    Reader db(connection());
    return anything_to_prune(db, clock.now());
  }
  Connection& connection() {
    if (!opened) opened.emplace(path, OpenMode::kReadWrite);
    return *opened;
  }

  testing::TempFolder folder;
  std::string path = folder.file("database");
  testing::FakeClock clock;
  std::optional<Connection> opened;
};

struct WithWriter : WithRows {
  void write_something() {
    store.transact([](Transaction& tx) { return tx.query("SELECT 1").step(); });
  }
  Store store{path, Store::Access::kReadWrite, clock};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(prune)

BOOST_FIXTURE_TEST_CASE(what_lives_stays, WithRows) {
  add_interaction("i", 1);
  add_access_token("t", 1);
  add_grant("g", 1);
  add_refresh_token("r", "g");
  BOOST_TEST(!anything());
  const auto pruned = prune_rows();
  BOOST_TEST(pruned.interactions + pruned.access_tokens + pruned.grants == 0);
  BOOST_TEST(!pruned.more);
  BOOST_TEST(count("SELECT count(*) FROM refresh_tokens") == 1);
}

BOOST_FIXTURE_TEST_CASE(what_expired_goes, WithRows) {
  add_interaction("i", 0);
  add_access_token("t", 0);
  add_interaction("lives", 1);
  BOOST_TEST(anything());
  const auto pruned = prune_rows();
  BOOST_TEST(pruned.interactions == 1);
  BOOST_TEST(pruned.access_tokens == 1);
  BOOST_TEST(count("SELECT count(*) FROM interactions") == 1);
  BOOST_TEST(!anything());
}

BOOST_FIXTURE_TEST_CASE(budget_bounds_the_rows_of_each_table, WithRows) {
  for (int i = 0; i < 25; ++i) add_access_token(std::to_string(i), 0);
  const auto pruned = prune_rows(10);
  BOOST_TEST(pruned.access_tokens == 10);
  BOOST_TEST(pruned.more);
  BOOST_TEST(count("SELECT count(*) FROM access_tokens") == 15);
}

// RFC 9700 4.14.2: a replay of a retired token must be known while its grant lives.
BOOST_FIXTURE_TEST_CASE(retired_refresh_tokens_of_a_live_grant_stay, WithRows) {
  add_grant("g", kDay);
  for (int i = 0; i < 5; ++i) add_refresh_token(std::to_string(i), "g");
  clock.advance(Seconds(kDay - 1));
  BOOST_TEST(prune_rows().refresh_tokens == 0);
  BOOST_TEST(count("SELECT count(*) FROM refresh_tokens") == 5);
  BOOST_TEST(count("SELECT count(*) FROM authorization_codes") == 1);
}

BOOST_FIXTURE_TEST_CASE(expired_grant_goes_with_its_code_and_refresh_tokens, WithRows) {
  add_grant("g", kDay);
  add_refresh_token("r", "g");
  add_grant("lives", 2 * kDay);
  add_refresh_token("other", "lives");
  clock.advance(Seconds(kDay));
  const auto pruned = prune_rows();
  BOOST_TEST(pruned.grants == 1);
  BOOST_TEST(pruned.refresh_tokens == 1);
  BOOST_TEST(count("SELECT count(*) FROM grants WHERE grant_id = 'lives'") == 1);
  BOOST_TEST(count("SELECT count(*) FROM refresh_tokens WHERE selector = 'other'") == 1);
  BOOST_TEST(count("SELECT count(*) FROM authorization_codes") == 1);
}

BOOST_FIXTURE_TEST_CASE(grant_with_many_refresh_tokens_goes_in_portions_and_last, WithRows) {
  add_grant("g", 0);
  for (int i = 0; i < 25; ++i) add_refresh_token(std::to_string(i), "g");
  clock.advance(Seconds(1));
  for (int portion = 0; portion < 2; ++portion) {
    const auto pruned = prune_rows(10);
    BOOST_TEST(pruned.refresh_tokens == 10);
    BOOST_TEST(pruned.grants == 0);
    BOOST_TEST(pruned.more);
  }
  const auto pruned = prune_rows(10);
  BOOST_TEST(pruned.refresh_tokens == 5);
  BOOST_TEST(pruned.grants == 1);
  BOOST_TEST(!pruned.more);
}

BOOST_FIXTURE_TEST_CASE(audit_events_stay_for_their_retention, WithRows) {
  const auto event = [&](const std::string& id) {
    add("INSERT INTO audit_events (event_id, at, event, outcome, actor) VALUES ($1, $2, 'e', 'o', "
        "'a')",
        id, clock.now());
  };
  event("1");
  clock.advance(Seconds(kDay));
  event("2");
  clock.advance(kAuditRetention - Seconds(kDay));
  BOOST_TEST(anything());
  BOOST_TEST(prune_rows().audit_events == 1);
  BOOST_TEST(count("SELECT count(*) FROM audit_events WHERE event_id = '2'") == 1);
}

BOOST_FIXTURE_TEST_CASE(client_secret_goes_long_after_it_expired, WithRows) {
  const auto secret = [&](const std::string& id) {
    add("INSERT INTO client_secrets (client_id, secret_id, secret_hash, created_at, expires_at)"
        " VALUES ('c', $1, 'h', 0, $2)",
        id, clock.now());
  };
  secret("old");
  add("INSERT INTO client_secrets (client_id, secret_id, secret_hash, created_at)"
      " VALUES ('c', 'for ever', 'h', 0)");
  clock.advance(Seconds(kDay));
  secret("young");
  clock.advance(kClientSecretRetention - Seconds(kDay));
  prune_rows();
  BOOST_TEST(count("SELECT count(*) FROM client_secrets WHERE secret_id = 'old'") == 0);
  BOOST_TEST(count("SELECT count(*) FROM client_secrets") == 2);
}

BOOST_FIXTURE_TEST_CASE(writer_prunes_by_the_way, WithWriter) {
  add_access_token("t", 10);
  write_something();
  BOOST_TEST(count("SELECT count(*) FROM access_tokens") == 1);
  clock.advance(Seconds(10));
  write_something();
  BOOST_TEST(count("SELECT count(*) FROM access_tokens") == 0);
}

BOOST_FIXTURE_TEST_CASE(clock_that_was_set_back_does_not_stop_the_pruning, WithWriter) {
  clock.advance(Seconds(kDay));
  write_something();
  clock.advance(Seconds(-kDay));
  add_access_token("t", 10);
  clock.advance(Seconds(10));
  write_something();
  BOOST_TEST(count("SELECT count(*) FROM access_tokens") == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
