#include "store/refusals.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

struct WithRefusals : testing::TestStore {
  void refuse(const std::string& request_id, std::int64_t slots = kRefusalSlots) {
    store.transact([&](Transaction& tx) {
      insert_refusal(tx,
                     {.request_id = RequestId(request_id),
                      .at = clock.now(),
                      .event = "token.refused",
                      .error = "invalid_grant",
                      .reason = "code.expired"},
                     slots);
      return true;
    });
  }
  std::vector<Refusal> of(const std::string& request_id) {
    return store.read([&](Reader& db) { return find_refusals(db, RequestId(request_id)); });
  }
  std::int64_t rows() {
    return store.read([](Reader& db) {
      Query query = db.query("SELECT count(*) FROM refusals");
      query.step();
      return query.integer(0);
    });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_FIXTURE_TEST_CASE(request_that_was_not_refused_has_none, WithRefusals) {
  refuse("a");
  BOOST_TEST(of("b").empty());
  BOOST_TEST(of("").empty());
}

BOOST_FIXTURE_TEST_CASE(refusal_keeps_every_member, WithRefusals) {
  store.transact([&](Transaction& tx) {
    insert_refusal(tx, {.request_id = RequestId("a"),
                        .at = clock.now(),
                        .event = "token.refused",
                        .error = "invalid_client",
                        .reason = "client_auth.wrong_secret",
                        .detail = "client_id: app",
                        .client_id = ClientId("app"),
                        .remote = "192.0.2.1"});
    return true;
  });
  const auto found = of("a");
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].event == "token.refused");
  BOOST_TEST(found[0].error == "invalid_client");
  BOOST_TEST(found[0].reason == "client_auth.wrong_secret");
  BOOST_TEST(found[0].detail.value() == "client_id: app");
  BOOST_TEST(found[0].client_id.value().text() == "app");
  BOOST_TEST(found[0].remote.value() == "192.0.2.1");
  BOOST_TEST((found[0].at == clock.now()));
}

BOOST_FIXTURE_TEST_CASE(refusals_of_one_request_come_the_earliest_first, WithRefusals) {
  refuse("a");
  clock.advance(Seconds(2));
  refuse("b");
  refuse("a");
  const auto found = of("a");
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST((found[1].at - found[0].at == Seconds(2)));
}

BOOST_FIXTURE_TEST_CASE(ring_never_grows_beyond_its_slots, WithRefusals) {
  for (int i = 0; i < 25; ++i) refuse(std::to_string(i), 10);
  BOOST_TEST(rows() == 10);
}

BOOST_FIXTURE_TEST_CASE(oldest_refusal_gives_way_and_is_found_no_more, WithRefusals) {
  for (int i = 0; i < 11; ++i) refuse(std::to_string(i), 10);
  BOOST_TEST(of("0").empty());
  BOOST_TEST(of("1").size() == 1U);
  BOOST_TEST(of("10").size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(recent_ones_are_counted_by_reason, WithRefusals) {
  const auto count = [&](const char* reason, Instant since) {
    return store.read([&](Reader& db) { return count_refusals(db, reason, since); });
  };
  refuse("a");
  clock.advance(Seconds(100));
  refuse("b");
  refuse("c");
  BOOST_TEST(count("code.expired", clock.now()).count == 2);
  BOOST_TEST(count("code.expired", clock.now() - Seconds(100)).count == 3);
  BOOST_TEST(count("code.expired", clock.now() - Seconds(100)).last->text() == "c");
  BOOST_TEST(count("code.expired", clock.now() + Seconds(1)).count == 0);
  BOOST_TEST(!count("code.expired", clock.now() + Seconds(1)).last.has_value());
  BOOST_TEST(count("code", clock.now()).count == 0);
}

BOOST_FIXTURE_TEST_CASE(every_reason_is_counted_the_most_frequent_first, WithRefusals) {
  const auto counts = [&](Instant since, const std::optional<ClientId>& client_id = {}) {
    std::string out;
    const auto found =
        store.read([&](Reader& db) { return refusals_by_reason(db, since, client_id); });
    for (const RefusalCount& count : found) {
      out += (out.empty() ? "" : ", ") + std::to_string(count.times) + " " + count.reason;
    }
    return out;
  };
  BOOST_TEST(counts(clock.now()).empty());
  store.transact([&](Transaction& tx) {
    insert_refusal(tx, {.request_id = RequestId("x"),
                        .at = clock.now(),
                        .event = "token.refused",
                        .error = "invalid_scope",
                        .reason = "a.reason",
                        .client_id = ClientId("app")});
    return true;
  });
  refuse("a");
  refuse("b");
  BOOST_TEST(counts(clock.now()) == "2 code.expired, 1 a.reason");
  BOOST_TEST(counts(clock.now(), ClientId("app")) == "1 a.reason");
  BOOST_TEST(counts(clock.now(), ClientId("other")).empty());
  BOOST_TEST(counts(clock.now() + Seconds(1)).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
