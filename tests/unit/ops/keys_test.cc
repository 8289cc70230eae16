#include "ops/keys.h"

#include <boost/test/unit_test.hpp>

#include "jose/jwk.h"
#include "store/generations.h"
#include "tests/unit/ops/with_operator.h"

namespace lockspire::ops {
namespace {

using store::KeyState;

struct WithKeys : WithOperator {
  SealingKey sealing_key{"k1", Secret(std::string(32, 'k'))};

  store::SigningKeyRow generate(FirstState first, jose::Alg alg = jose::Alg::kEs256) {
    return generate_key(who, sealing_key, alg, first).value();
  }

  KeyState state(const std::string& kid) {
    return db.store
        .read([&](store::Reader& reader) { return store::find_signing_key(reader, kid); })
        .value()
        .state;
  }

  std::int64_t generation() {
    return db.store.read([](store::Reader& reader) {
      return store::generation_of(reader, store::kSigningKeysGeneration);
    });
  }
};

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
  BOOST_TEST(!retire_key(who, row.kid, false));
  BOOST_REQUIRE(publish_key(who, row.kid));
  BOOST_TEST(!publish_key(who, row.kid));
  BOOST_REQUIRE(activate_key(who, row.kid));
  BOOST_TEST(!activate_key(who, row.kid));
  BOOST_TEST(!retire_key(who, row.kid, false));
  BOOST_TEST((state(row.kid) == KeyState::kActive));
}

BOOST_AUTO_TEST_CASE(retiring_destroys_the_private_half) {
  const auto first = generate(FirstState::kActive);
  const auto second = generate(FirstState::kPublished);
  BOOST_REQUIRE(activate_key(who, second.kid));
  const auto retired = retire_key(who, first.kid, false);
  BOOST_REQUIRE(retired);
  BOOST_TEST((retired->state == KeyState::kRetired));
  BOOST_TEST(!retired->private_key);
  BOOST_TEST(!retire_key(who, first.kid, true));
}

BOOST_AUTO_TEST_CASE(compromised_key_can_be_retired_while_it_signs) {
  const auto row = generate(FirstState::kActive);
  BOOST_REQUIRE(retire_key(who, row.kid, true));
  BOOST_TEST((state(row.kid) == KeyState::kRetired));
}

BOOST_AUTO_TEST_CASE(rotation_goes_one_step_at_a_time) {
  const auto first = rotate_key(who, sealing_key, jose::Alg::kEs256);
  BOOST_TEST((first.value().state == KeyState::kActive));
  const auto next = rotate_key(who, sealing_key, jose::Alg::kEs256);
  BOOST_TEST((next.value().state == KeyState::kPublished));
  BOOST_TEST((state(first->kid) == KeyState::kActive));
  const auto active = rotate_key(who, sealing_key, jose::Alg::kEs256);
  BOOST_TEST(active.value().kid == next->kid);
  BOOST_TEST((state(first->kid) == KeyState::kRetiring));
}

BOOST_AUTO_TEST_CASE(unknown_key_is_not_found) {
  BOOST_TEST((publish_key(who, "none").error().kind == RefusalKind::kNotFound));
  BOOST_TEST((activate_key(who, "none").error().kind == RefusalKind::kNotFound));
  BOOST_TEST((retire_key(who, "none", true).error().kind == RefusalKind::kNotFound));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
