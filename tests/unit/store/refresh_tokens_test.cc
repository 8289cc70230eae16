#include "store/refresh_tokens.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/store/with_rows.h"

namespace lockspire::store {
namespace {

struct Tokens : WithRows {
  Tokens() {
    add("t1");
    add("t2");
  }
  void add(const char* selector) {
    write([&](Transaction& tx) {
      insert_refresh_token(tx, {.selector = Selector(selector),
                                .verifier_hash = Hash("hash"),
                                .grant_id = g1,
                                .issued_at = now,
                                .expires_at = now + Seconds(60)});
    });
  }
  bool retire(const char* selector, Seconds later = Seconds(0)) {
    return write([&](Transaction& tx) {
      return retire_refresh_token(tx, Selector(selector), {Selector("t2"), "sealed"}, now + later);
    });
  }
  std::optional<std::string> answer(Instant since, int most = 10) {
    return write(
        [&](Transaction& tx) { return answer_within_grace(tx, Selector("t1"), since, most); });
  }
  std::optional<RefreshToken> find(const char* selector) {
    return read([&](Reader& reader) { return find_refresh_token(reader, Selector(selector)); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(refresh_tokens_test, Tokens)

BOOST_AUTO_TEST_CASE(token_reads_back_as_it_was) {
  const auto token = find("t1");
  BOOST_REQUIRE(token);
  BOOST_TEST(token->verifier_hash.text() == "hash");
  BOOST_TEST(token->grant_id.text() == "g1");
  BOOST_TEST((token->issued_at == now));
  BOOST_TEST((token->expires_at == now + Seconds(60)));
  BOOST_TEST(!token->retired_at);
  BOOST_TEST(!find("t9"));
}

// RFC 9700 4.14.2 #rotation: for exactly one caller.
// RFC 9700 2.2.2: refresh tokens of public clients are rotated.
BOOST_AUTO_TEST_CASE(token_is_retired_once) {
  BOOST_TEST(retire("t1"));
  BOOST_TEST(!retire("t1"));
  BOOST_TEST((find("t1")->retired_at == now));
  BOOST_TEST(!find("t2")->retired_at);
}

BOOST_AUTO_TEST_CASE(expired_token_is_not_retired) {
  BOOST_TEST(!retire("t1", Seconds(60)));
  BOOST_TEST(!find("t1")->retired_at);
  BOOST_TEST(retire("t1", Seconds(59)));
}

BOOST_AUTO_TEST_CASE(token_of_a_revoked_or_missing_grant_is_not_retired) {
  revoke();
  BOOST_TEST(!retire("t1"));
  write([&](Transaction& tx) { tx.execute("DELETE FROM grants"); });
  BOOST_TEST(!retire("t1"));
}

BOOST_AUTO_TEST_CASE(answer_is_repeated_within_the_grace_only) {
  BOOST_TEST(!answer(now));
  retire("t1");
  BOOST_TEST(answer(now).value_or("") == "sealed");
  BOOST_TEST(answer(now - Seconds(10)).value_or("") == "sealed");
  BOOST_TEST(!answer(now + Seconds(1)));
}

BOOST_AUTO_TEST_CASE(answers_are_counted) {
  retire("t1");
  for (int i = 0; i < 3; ++i) BOOST_TEST(answer(now, 3).has_value());
  BOOST_TEST(!answer(now, 3));
  BOOST_TEST(!answer(now, 0));
}

BOOST_AUTO_TEST_CASE(answer_is_not_repeated_once_the_successor_was_used_or_is_gone) {
  retire("t1");
  write([&](Transaction& tx) {
    tx.execute("UPDATE refresh_tokens SET retired_at = 1 WHERE selector = 't2'");
  });
  BOOST_TEST(!answer(now));
  write([&](Transaction& tx) { tx.execute("DELETE FROM refresh_tokens WHERE selector = 't2'"); });
  BOOST_TEST(!answer(now));
}

BOOST_AUTO_TEST_CASE(answer_is_not_repeated_for_a_revoked_grant) {
  retire("t1");
  revoke();
  BOOST_TEST(!answer(now));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
