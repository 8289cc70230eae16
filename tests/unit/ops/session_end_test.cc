#include <boost/test/unit_test.hpp>

#include "ops/sessions.h"
#include "store/ended_sessions.h"
#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {
namespace {

struct WithSessions : WithOperator {
  WithSessions() {
    make_client("app");
    grant("bound", "ada", "phone", "openid");
    grant("offline", "ada", "phone", "openid offline_access");
    grant("elsewhere", "ada", "laptop", "openid");
    grant("bobs", "bob", "tablet", "openid xoffline_access");
  }

  void grant(const std::string& id, const std::string& sub, const std::string& sid,
             const std::string& scopes) {
    const Instant now = db.clock.now();
    db.store.transact([&](store::Transaction& tx) {
      store::Grant row;
      row.grant_id = GrantId(id);
      row.client_id = ClientId("app");
      row.sub = Subject(sub);
      row.sid = sid;
      row.scopes = scopes;
      row.auth_time = row.created_at = now;
      row.capped_at = row.expires_at = now + Seconds(1'000);
      store::insert_grant(tx, row);
      return true;
    });
  }

  bool has_ended(const char* sub, const char* sid) {
    return db.store.read([&](store::Reader& reader) {
      return store::session_has_ended(reader, Subject(sub), sid, db.clock.now(), db.clock.now());
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(session_end_test, WithSessions)

BOOST_AUTO_TEST_CASE(end_of_a_session_ends_what_was_granted_in_it) {
  const auto ended = end_session(who, "phone");
  BOOST_REQUIRE(ended);
  BOOST_TEST(ended->grants_ended == 1);
  BOOST_TEST(has_ended("ada", "phone"));
  BOOST_TEST(!grant_is_live("bound"));
  BOOST_TEST(has_event("session.ended"));
}

BOOST_AUTO_TEST_CASE(other_sessions_live_on) {
  BOOST_REQUIRE(end_session(who, "phone"));
  BOOST_TEST(!has_ended("ada", "laptop"));
  BOOST_TEST(grant_is_live("elsewhere"));
  BOOST_TEST(grant_is_live("bobs"));
}

BOOST_AUTO_TEST_CASE(offline_access_outlives_the_session_unless_the_policy_says_no) {
  BOOST_REQUIRE(end_session(who, "phone"));
  BOOST_TEST(grant_is_live("offline"));
  policy.end_offline_access = true;
  BOOST_TEST(end_session(who, "phone").value().grants_ended == 1);
  BOOST_TEST(!grant_is_live("offline"));
}

BOOST_AUTO_TEST_CASE(scope_that_only_looks_like_offline_access_is_bound) {
  BOOST_TEST(end_session(who, "tablet").value().grants_ended == 1);
  BOOST_TEST(!grant_is_live("bobs"));
}

BOOST_AUTO_TEST_CASE(account_loses_every_session) {
  const auto ended = end_sessions_of(who, Subject("ada"));
  BOOST_TEST(ended.value().grants_ended == 2);
  BOOST_TEST(has_ended("ada", "phone"));
  BOOST_TEST(has_ended("ada", "laptop"));
  BOOST_TEST(!has_ended("bob", "tablet"));
  BOOST_TEST(grant_is_live("offline"));
  BOOST_TEST(grant_is_live("bobs"));
}

BOOST_AUTO_TEST_CASE(row_outlives_every_cookie_of_a_host_whose_clock_runs_ahead) {
  policy.session_max_lifetime = Seconds(100);
  BOOST_TEST((end_session(who, "phone").value().until == db.clock.now() + Seconds(130)));
}

BOOST_AUTO_TEST_CASE(text_that_is_no_id_is_refused_and_ends_nothing) {
  for (const std::string& id :
       {std::string(), std::string("a\tb"), std::string("\xc3\xa9"), std::string(256, 'x')}) {
    BOOST_TEST((end_session(who, id).error().kind == RefusalKind::kRefused));
    BOOST_TEST((end_sessions_of(who, Subject(id)).error().kind == RefusalKind::kRefused));
  }
  BOOST_TEST(!has_event("session.ended"));
  BOOST_TEST(grant_is_live("bound"));
}

BOOST_AUTO_TEST_CASE(unknown_session_is_ended_all_the_same) {
  BOOST_TEST(end_session(who, "never").value().grants_ended == 0);
  BOOST_TEST(has_ended("ada", "never"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
