#include "protocol/tokens/key_ring.h"

#include <filesystem>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "ops/keys.h"
#include "tests/support/builders.h"
#include "tests/support/test_store.h"

namespace lockspire {
namespace {

std::shared_ptr<const SealingKeys> sealing_keys(char fill = 'k') {
  return std::make_shared<const SealingKeys>(
      SealingKeys{SealingKey{"k1", Secret(std::string(32, fill))}});
}

// Longer than any waiting time of a rotation.
constexpr Seconds kHour{3'600};

struct Ring {
  testing::TestStore db;
  testing::SeededRandom random;
  Policy policy = testing::example_policy();
  ops::Operator who{db.store, db.clock, random, policy, "olga"};
  Log log{LogLevel::kError, "test", -1};

  store::SigningKeyRow generate(ops::FirstState first, jose::Alg alg = jose::Alg::kEs256) {
    return ops::generate_key(who, sealing_keys()->newest, alg, first).value();
  }
};

bool publishes(KeyRing& ring, const std::string& kid) {
  return ring.current()->jwks().find('"' + kid + '"') != std::string::npos;
}

std::string signing_kid(KeyRing& ring) {
  const auto keys = ring.current();
  const auto* key = keys->signing_key(jose::Alg::kEs256);
  return key == nullptr ? "none" : key->kid();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_ring_test, Ring)

// OIDC Core 10.1.1: keys are rotated by way of the JWKS.
BOOST_AUTO_TEST_CASE(rotation_is_seen_within_a_second) {
  const auto first = generate(ops::FirstState::kActive);
  const auto second = generate(ops::FirstState::kGenerated);
  KeyRing ring(db.store, db.clock, log, sealing_keys());
  BOOST_TEST(signing_kid(ring) == first.kid);
  BOOST_TEST(!publishes(ring, second.kid));

  BOOST_REQUIRE(ops::publish_key(who, second.kid));
  BOOST_TEST(!publishes(ring, second.kid));
  db.clock.advance(Seconds(1));
  BOOST_TEST(publishes(ring, second.kid));
  BOOST_TEST(signing_kid(ring) == first.kid);

  db.clock.advance(kHour);
  BOOST_REQUIRE(ops::activate_key(who, second.kid));
  db.clock.advance(Seconds(1));
  BOOST_TEST(signing_kid(ring) == second.kid);
  BOOST_TEST(publishes(ring, first.kid));
}

BOOST_AUTO_TEST_CASE(retired_key_leaves_the_jwks_and_still_verifies) {
  const auto first = generate(ops::FirstState::kActive);
  KeyRing ring(db.store, db.clock, log, sealing_keys());
  const Json claims = testing::json_of(R"({"sub":"ada"})");
  const auto before = ring.current();
  const Secret token = jose::sign_compact(*before->signing_key(jose::Alg::kEs256), "JWT", claims);
  const auto second = generate(ops::FirstState::kPublished);
  db.clock.advance(kHour);
  BOOST_REQUIRE(ops::activate_key(who, second.kid));
  db.clock.advance(kHour);
  BOOST_REQUIRE(ops::retire_key(who, first.kid));
  db.clock.advance(Seconds(1));
  BOOST_TEST(!publishes(ring, first.kid));
  BOOST_TEST(signing_kid(ring) == second.kid);
  BOOST_TEST(ring.current()->verify(jose::parse_compact(token.reveal()).value()));
}

BOOST_AUTO_TEST_CASE(previous_sealing_key_still_opens) {
  const auto first = generate(ops::FirstState::kActive);
  SealingKeys rotated{.newest = SealingKey{"k2", Secret(std::string(32, 'x'))}};
  rotated.previous.push_back(SealingKey{"k1", Secret(std::string(32, 'k'))});
  KeyRing ring(db.store, db.clock, log, sealing_keys());
  ring.replace_sealing_keys(std::make_shared<const SealingKeys>(std::move(rotated)));
  BOOST_TEST(signing_kid(ring) == first.kid);
}

BOOST_AUTO_TEST_CASE(clock_that_was_set_back_does_not_stop_the_looking) {
  generate(ops::FirstState::kActive);
  db.clock.advance(Seconds(3'600));
  KeyRing ring(db.store, db.clock, log, sealing_keys());
  const auto second = generate(ops::FirstState::kPublished);
  db.clock.advance(Seconds(-3'600));
  BOOST_TEST(publishes(ring, second.kid));
}

BOOST_AUTO_TEST_CASE(keys_stay_when_the_database_is_gone) {
  const auto first = generate(ops::FirstState::kActive);
  KeyRing ring(db.store, db.clock, log, sealing_keys());
  BOOST_TEST(signing_kid(ring) == first.kid);
  db.store.transact([](store::Transaction& tx) {
    tx.execute("ALTER TABLE generations RENAME TO gone");
    return true;
  });
  db.clock.advance(Seconds(10));
  BOOST_TEST(signing_kid(ring) == first.kid);
  BOOST_TEST(publishes(ring, first.kid));
}

BOOST_AUTO_TEST_CASE(damaged_row_does_not_take_the_keys_away) {
  const auto first = generate(ops::FirstState::kActive);
  KeyRing ring(db.store, db.clock, log, sealing_keys());
  const auto second = generate(ops::FirstState::kPublished);
  db.store.transact([&](store::Transaction& tx) {
    tx.execute("UPDATE signing_keys SET public_jwk = '{}' WHERE kid = $1", second.kid);
    return true;
  });
  db.clock.advance(Seconds(1));
  BOOST_TEST(signing_kid(ring) == first.kid);
  BOOST_TEST(publishes(ring, first.kid));
}

BOOST_AUTO_TEST_CASE(program_without_the_sealing_key_verifies_and_cannot_sign) {
  const auto first = generate(ops::FirstState::kActive);
  KeyRing ring(db.store, db.clock, log, nullptr);
  BOOST_TEST(publishes(ring, first.kid));
  BOOST_TEST(signing_kid(ring) == "none");
  BOOST_TEST(ring.current()->active_algs().size() == 1U);
}

BOOST_AUTO_TEST_CASE(sealing_key_that_does_not_open_the_keys_is_refused) {
  const auto first = generate(ops::FirstState::kActive);
  BOOST_CHECK_THROW(KeyRing(db.store, db.clock, log, sealing_keys('x')), std::runtime_error);
  KeyRing ring(db.store, db.clock, log, sealing_keys());
  BOOST_CHECK_THROW(ring.replace_sealing_keys(sealing_keys('x')), std::runtime_error);
  BOOST_TEST(signing_kid(ring) == first.kid);
  ring.replace_sealing_keys(sealing_keys());
  BOOST_TEST(signing_kid(ring) == first.kid);
}

// RFC 7517 5: a set of public keys.
BOOST_AUTO_TEST_CASE(jwks_has_public_members_only) {
  generate(ops::FirstState::kActive);
  generate(ops::FirstState::kActive, jose::Alg::kEdDsa);
  KeyRing ring(db.store, db.clock, log, sealing_keys());
  const Json set = testing::json_of(ring.current()->jwks());
  const auto keys = set.view().member("keys")->items();
  BOOST_TEST_REQUIRE(keys.size() == 2U);
  for (const JsonView& key : keys) {
    for (const char* name : {"kty", "kid", "alg", "use"}) BOOST_TEST(key.string(name).has_value());
    for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "k"}) BOOST_TEST(!key.member(name));
    BOOST_TEST(key.string("use").value() == "sig");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire
