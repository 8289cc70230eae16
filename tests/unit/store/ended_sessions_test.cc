#include "store/ended_sessions.h"

#include <boost/test/unit_test.hpp>

#include "store/prune.h"
#include "tests/support/test_store.h"

namespace lockspire::store {
namespace {

struct WithSessions {
  testing::TestStore db;
  Instant now = db.clock.now();

  void end(std::string_view sid, Seconds life = Seconds(3'600)) {
    db.store.transact([&](Transaction& tx) {
      end_session(tx, sid, {.ended_at = now, .expires_at = now + life});
      return true;
    });
  }

  void end_all_of(const char* sub, Instant at) {
    db.store.transact([&](Transaction& tx) {
      end_sessions_of(tx, Subject(sub), {.ended_at = at, .expires_at = at + Seconds(3'600)});
      return true;
    });
  }

  bool ended(const char* sub, std::string_view sid, Instant issued_at, Seconds later = Seconds(0)) {
    return db.store.read([&](Reader& reader) {
      return session_has_ended(reader, Subject(sub), sid, issued_at, now + later);
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ended_sessions_test, WithSessions)

BOOST_AUTO_TEST_CASE(nothing_has_ended_at_first) {
  BOOST_TEST(!ended("ada", "s1", now));
}

BOOST_AUTO_TEST_CASE(sid_ends_whenever_its_cookie_was_issued) {
  end("s1");
  BOOST_TEST(ended("ada", "s1", now - Seconds(60)));
  BOOST_TEST(ended("ada", "s1", now + Seconds(60)));
  BOOST_TEST(ended("bob", "s1", now));
}

BOOST_AUTO_TEST_CASE(another_sid_lives_on) {
  end("s1");
  BOOST_TEST(!ended("ada", "s", now));
  BOOST_TEST(!ended("ada", "s11", now));
  BOOST_TEST(!ended("ada", "S1", now));
}

BOOST_AUTO_TEST_CASE(account_ends_for_cookies_issued_until_then) {
  end_all_of("ada", now);
  BOOST_TEST(ended("ada", "s1", now - Seconds(1)));
  BOOST_TEST(ended("ada", "s2", now));
  BOOST_TEST(!ended("ada", "s1", now + Seconds(1)));
  BOOST_TEST(!ended("bob", "s1", now - Seconds(1)));
}

BOOST_AUTO_TEST_CASE(earlier_end_of_the_account_takes_nothing_back) {
  end_all_of("ada", now);
  end_all_of("ada", now - Seconds(100));
  BOOST_TEST(ended("ada", "s1", now));
}

BOOST_AUTO_TEST_CASE(sid_and_sub_of_one_name_are_two_things) {
  end("ada");
  BOOST_TEST(!ended("ada", "s1", now));
  end_all_of("s1", now);
  BOOST_TEST(!ended("ada", "s1", now));
  end("sub:bob");
  BOOST_TEST(!ended("bob", "s1", now));
}

BOOST_AUTO_TEST_CASE(row_counts_until_it_expires_and_is_pruned_then) {
  end("s1", Seconds(100));
  BOOST_TEST(ended("ada", "s1", now, Seconds(99)));
  BOOST_TEST(!ended("ada", "s1", now, Seconds(100)));
  const auto pruned = db.store.transact(
      [&](Transaction& tx) { return prune_now(tx, now + Seconds(100), 10).ended_sessions; });
  BOOST_TEST(pruned == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
