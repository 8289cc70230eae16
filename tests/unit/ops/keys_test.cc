#include "ops/keys.h"

#include <boost/test/unit_test.hpp>

#include "jose/jwk.h"
#include "tests/unit/ops/with_keys.h"

namespace lockspire::ops {
namespace {

using store::KeyState;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(keys_test, WithKeys)

BOOST_AUTO_TEST_CASE(private_half_rests_sealed_for_its_own_row) {
  const auto row = generate(FirstState::kGenerated);
  const auto der = unseal(sealing_key, store::sealing_purpose(row.kid), *row.private_key);
  BOOST_REQUIRE(der);
  const auto key = jose::SigningKey::from_pkcs8(jose::Alg::kEs256, *der);
  BOOST_REQUIRE(key);
  BOOST_TEST(key->kid() == row.kid);
  BOOST_TEST(!unseal(sealing_key, store::sealing_purpose("another"), *row.private_key));
  BOOST_TEST(row.public_jwk.find("\"d\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(generated_key_is_not_in_the_jwks_and_bumps_nothing) {
  const auto before = generation();
  const auto row = generate(FirstState::kGenerated);
  BOOST_TEST(!row.is_in_jwks());
  BOOST_TEST(generation() == before);
  BOOST_TEST(has_event("key.generated"));
}

BOOST_AUTO_TEST_CASE(first_key_of_an_algorithm_may_sign_at_once) {
  const auto before = generation();
  BOOST_TEST((generate(FirstState::kActive).state == KeyState::kActive));
  BOOST_TEST(generation() > before);
  BOOST_TEST((generate(FirstState::kActive, jose::Alg::kEdDsa).state == KeyState::kActive));
}

BOOST_AUTO_TEST_CASE(second_key_may_not_sign_before_anybody_has_seen_it) {
  const auto first = generate(FirstState::kActive);
  const auto second = generate_key(who, sealing_key, jose::Alg::kEs256, FirstState::kActive);
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().kind == RefusalKind::kRefused));
  BOOST_TEST(list_keys(who).size() == 1U);
  BOOST_TEST((state(first.kid) == KeyState::kActive));
}

BOOST_AUTO_TEST_CASE(activation_retires_the_key_before_it) {
  const auto first = generate(FirstState::kActive);
  const auto other_alg = generate(FirstState::kActive, jose::Alg::kEdDsa);
  const auto second = generate(FirstState::kGenerated);
  BOOST_REQUIRE(publish_key(who, second.kid));
  const auto before = generation();
  db.clock.advance(kWait);
  BOOST_REQUIRE(activate_key(who, second.kid));
  BOOST_TEST((state(first.kid) == KeyState::kRetiring));
  BOOST_TEST((state(second.kid) == KeyState::kActive));
  BOOST_TEST((state(other_alg.kid) == KeyState::kActive));
  BOOST_TEST(generation() > before);
  BOOST_TEST(has_event("key.activated"));
  BOOST_TEST(has_event("key.retiring"));
}

BOOST_AUTO_TEST_CASE(steps_cannot_be_skipped_or_repeated) {
  const auto row = generate(FirstState::kGenerated);
  BOOST_TEST(!activate_key(who, row.kid));
  BOOST_TEST(!retire_key(who, row.kid));
  BOOST_REQUIRE(publish_key(who, row.kid));
  BOOST_TEST(!publish_key(who, row.kid));
  BOOST_REQUIRE(activate_key(who, row.kid));
  BOOST_TEST(!activate_key(who, row.kid));
  BOOST_TEST(!retire_key(who, row.kid));
  BOOST_TEST((state(row.kid) == KeyState::kActive));
}

BOOST_AUTO_TEST_CASE(retiring_destroys_the_private_half) {
  const auto first = retiring_key();
  db.clock.advance(Seconds(86'400));
  const auto retired = retire_key(who, first.kid);
  BOOST_REQUIRE(retired);
  BOOST_TEST((retired->state == KeyState::kRetired));
  BOOST_TEST(!retired->private_key);
  BOOST_TEST(!retired->is_in_jwks());
  BOOST_TEST(!retire_key(who, first.kid));
}

// OIDC Core 10.1.1 #publish-first: a cached JWKS must have the key before it signs.
BOOST_AUTO_TEST_CASE(key_is_published_for_a_max_age_after_every_program_looked_before_it_signs) {
  const auto first = generate(FirstState::kActive);
  const auto second = generate(FirstState::kPublished);
  const Instant published = db.clock.now();
  for (const Seconds passed : {Seconds(0), Seconds(1), Seconds(300)}) {
    db.clock.advance(published + passed - db.clock.now());
    const auto early = activate_key(who, second.kid);
    BOOST_REQUIRE(!early);
    BOOST_TEST((early.error().kind == RefusalKind::kRefused));
    BOOST_TEST((early.error().not_before == published + Seconds(302)));
  }
  BOOST_TEST((state(first.kid) == KeyState::kActive));
  db.clock.advance(published + Seconds(302) - db.clock.now());
  BOOST_TEST(activate_key(who, second.kid).has_value());
}

BOOST_AUTO_TEST_CASE(waiting_time_follows_the_policy) {
  policy.metadata_max_age = Seconds(10);
  generate(FirstState::kActive);
  const auto second = generate(FirstState::kPublished);
  BOOST_TEST((activate_key(who, second.kid).error().not_before == db.clock.now() + Seconds(12)));
}

BOOST_AUTO_TEST_CASE(first_key_of_an_algorithm_does_not_wait) {
  generate(FirstState::kActive);
  const auto other = generate(FirstState::kPublished, jose::Alg::kEdDsa);
  BOOST_TEST(activate_key(who, other.kid).has_value());
}

BOOST_AUTO_TEST_CASE(key_after_a_retiring_one_is_not_the_first) {
  retiring_key();
  const auto third = generate(FirstState::kPublished);
  BOOST_TEST(activate_key(who, third.kid).error().not_before.has_value());
}

// OIDC Core 10.1.1 #retire-late: tokens that it signed are still verified with it.
BOOST_AUTO_TEST_CASE(retiring_key_stays_until_the_last_token_it_signed_is_over) {
  const auto first = retiring_key();
  const Instant retiring = db.clock.now();
  const auto early = retire_key(who, first.kid);
  BOOST_REQUIRE(!early);
  BOOST_TEST((early.error().not_before == retiring + Seconds(2 + 600 + 300)));
  BOOST_TEST((state(first.kid) == KeyState::kRetiring));
  db.clock.advance(Seconds(901));
  BOOST_TEST(!retire_key(who, first.kid));
  db.clock.advance(Seconds(1));
  BOOST_TEST(retire_key(who, first.kid).has_value());
}

BOOST_AUTO_TEST_CASE(longest_lifetime_of_any_token_counts) {
  const auto first = retiring_key();
  policy.id_token_lifetime = Seconds(1'000);
  BOOST_TEST((retire_key(who, first.kid).error().not_before == db.clock.now() + Seconds(1'302)));
  add_resource("https://api.example", "jwt", 5'000);
  BOOST_TEST((retire_key(who, first.kid).error().not_before == db.clock.now() + Seconds(5'302)));
}

BOOST_AUTO_TEST_CASE(lifetime_of_opaque_tokens_does_not_count) {
  const auto first = retiring_key();
  add_resource("https://api.example", "opaque", 5'000);
  BOOST_TEST((retire_key(who, first.kid).error().not_before == db.clock.now() + Seconds(902)));
}

BOOST_AUTO_TEST_CASE(token_with_a_lifetime_that_was_shortened_since_still_counts) {
  const auto first = retiring_key();
  add_token("t1", first.kid, Seconds(9'000));
  add_token("t2", "another", Seconds(20'000));
  BOOST_TEST((retire_key(who, first.kid).error().not_before == db.clock.now() + Seconds(9'300)));
}

BOOST_AUTO_TEST_CASE(unknown_key_is_not_found) {
  BOOST_TEST((publish_key(who, "none").error().kind == RefusalKind::kNotFound));
  BOOST_TEST((activate_key(who, "none").error().kind == RefusalKind::kNotFound));
  BOOST_TEST((retire_key(who, "none").error().kind == RefusalKind::kNotFound));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
