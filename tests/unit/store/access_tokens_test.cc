#include "store/access_tokens.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/store/with_rows.h"

namespace lockspire::store {
namespace {

struct Tokens : WithRows {
  Tokens() {
    add("t1", g1);
    add("own", std::nullopt);
  }
  void add(const char* selector, const std::optional<GrantId>& grant_id) {
    write([&](Transaction& tx) {
      AccessToken token;
      token.selector = Selector(selector);
      token.token_hash = Hash("hash");
      token.grant_id = grant_id;
      token.client_id = app.client_id;
      token.scopes = "openid";
      token.audience = "https://example.com/lockspire";
      token.issued_at = now;
      token.expires_at = now + Seconds(60);
      insert_access_token(tx, token);
    });
  }
  std::optional<AccessToken> find(const char* selector) {
    return read([&](Reader& reader) { return find_access_token(reader, Selector(selector)); });
  }
  bool live(const char* selector, Seconds later = Seconds(0)) {
    return find(selector)->is_live(now + later);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_tokens_test, Tokens)

BOOST_AUTO_TEST_CASE(token_reads_back_as_it_was) {
  const auto token = find("t1");
  BOOST_REQUIRE(token);
  BOOST_TEST(token->token_hash.text() == "hash");
  BOOST_TEST(token->grant_id->text() == "g1");
  BOOST_TEST(token->client_id.text() == "app");
  BOOST_TEST(token->scopes == "openid");
  BOOST_TEST(token->audience == "https://example.com/lockspire");
  BOOST_TEST(live("t1"));
  BOOST_TEST(!find("own")->grant_id);
  BOOST_TEST(live("own"));
  BOOST_TEST(!find("T1"));
}

BOOST_AUTO_TEST_CASE(token_dies_on_time) {
  BOOST_TEST(live("t1", Seconds(59)));
  BOOST_TEST(!live("t1", Seconds(60)));
}

BOOST_AUTO_TEST_CASE(token_is_revoked_once) {
  const auto revoke_token = [&] {
    return write([&](Transaction& tx) { return revoke_access_token(tx, Selector("t1"), now); });
  };
  BOOST_TEST(revoke_token());
  BOOST_TEST(!revoke_token());
  BOOST_TEST(!live("t1"));
  BOOST_TEST(live("own"));
}

BOOST_AUTO_TEST_CASE(token_ends_with_its_grant) {
  revoke();
  BOOST_TEST(find("t1")->grant_ended);
  BOOST_TEST(!live("t1"));
  BOOST_TEST(live("own"));
  write([&](Transaction& tx) { tx.execute("DELETE FROM grants"); });
  BOOST_TEST(!live("t1"));
  BOOST_TEST(live("own"));
}

BOOST_AUTO_TEST_CASE(token_ends_with_its_client) {
  write([&](Transaction& tx) { disable_client_row(tx, app.client_id, now); });
  BOOST_TEST(find("t1")->client_disabled);
  BOOST_TEST(!live("t1"));
  BOOST_TEST(!live("own"));
  write([&](Transaction& tx) { tx.execute("DELETE FROM clients"); });
  BOOST_TEST(!live("own"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
