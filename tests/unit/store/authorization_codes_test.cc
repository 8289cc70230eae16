#include "store/authorization_codes.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/store/with_rows.h"

namespace lockspire::store {
namespace {

struct Codes : WithRows {
  Codes() {
    write([&](Transaction& tx) {
      insert_authorization_code(tx, {.grant_id = g1,
                                     .verifier_hash = Hash("hash"),
                                     .redirect_uri = "https://app.example/cb",
                                     .code_challenge = "challenge",
                                     .nonce = std::nullopt,
                                     .expires_at = now + Seconds(60)});
    });
  }
  bool consume() {
    return write([&](Transaction& tx) { return consume_authorization_code(tx, g1, now); });
  }
  std::optional<AuthorizationCode> find(const char* id) {
    return read([&](Reader& reader) { return find_authorization_code(reader, GrantId(id)); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(authorization_codes_test, Codes)

BOOST_AUTO_TEST_CASE(code_reads_back_as_it_was) {
  const auto code = find("g1");
  BOOST_REQUIRE(code);
  BOOST_TEST(code->verifier_hash.text() == "hash");
  BOOST_TEST(code->redirect_uri == "https://app.example/cb");
  BOOST_TEST(*code->code_challenge == "challenge");
  BOOST_TEST(!code->nonce);
  BOOST_TEST((code->expires_at == now + Seconds(60)));
  BOOST_TEST(!code->consumed_at);
  BOOST_TEST(!find("g2"));
}

// RFC 6749 4.1.2 #single-use: for exactly one caller, ever.
BOOST_AUTO_TEST_CASE(code_is_consumed_once) {
  BOOST_TEST(consume());
  BOOST_TEST(!consume());
  BOOST_TEST((find("g1")->consumed_at == now));
}

BOOST_AUTO_TEST_CASE(code_of_a_revoked_grant_is_not_consumed) {
  revoke();
  BOOST_TEST(!consume());
  BOOST_TEST(!find("g1")->consumed_at);
}

BOOST_AUTO_TEST_CASE(code_without_its_grant_is_not_consumed) {
  write([&](Transaction& tx) { tx.execute("DELETE FROM grants"); });
  BOOST_TEST(!consume());
}

BOOST_AUTO_TEST_CASE(two_callers_of_one_batch_do_not_both_win) {
  const int winners = write([&](Transaction& tx) {
    return (consume_authorization_code(tx, g1, now) ? 1 : 0) +
           (consume_authorization_code(tx, g1, now) ? 1 : 0);
  });
  BOOST_TEST(winners == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::store
