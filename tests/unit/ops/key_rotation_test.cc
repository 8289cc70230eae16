#include "ops/key_rotation.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/ops/with_keys.h"

namespace lockspire::ops {
namespace {

using store::KeyState;

struct WithRotation : WithKeys {
  RotationStep rotate(jose::Alg alg = jose::Alg::kEs256) {
    return rotate_keys(who, sealing_key, alg).value().at(0);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_rotation_test, WithRotation)

BOOST_AUTO_TEST_CASE(first_rotation_makes_a_key_that_signs) {
  const RotationStep step = rotate();
  BOOST_TEST((step.done == KeyStep::kGenerate));
  BOOST_TEST((step.key->state == KeyState::kActive));
  BOOST_TEST((step.next.step == KeyStep::kGenerate));
}

// OIDC Core 10.1.1: publish, wait, sign, wait, take away.
BOOST_AUTO_TEST_CASE(rotation_goes_one_safe_step_at_a_time) {
  const auto first = rotate().key->kid;
  const RotationStep published = rotate();
  BOOST_TEST((published.key->state == KeyState::kPublished));
  BOOST_TEST((state(first) == KeyState::kActive));
  BOOST_TEST((published.next.step == KeyStep::kActivate));
  BOOST_TEST(published.next.kid == published.key->kid);
  BOOST_TEST((published.next.at == db.clock.now() + Seconds(302)));

  db.clock.advance(Seconds(302));
  const RotationStep activated = rotate();
  BOOST_TEST((activated.done == KeyStep::kActivate));
  BOOST_TEST(activated.key->kid == published.key->kid);
  BOOST_TEST((state(first) == KeyState::kRetiring));
  BOOST_TEST((activated.next.step == KeyStep::kRetire));
  BOOST_TEST(activated.next.kid == first);
  BOOST_TEST((activated.next.at == db.clock.now() + Seconds(902)));

  db.clock.advance(Seconds(902));
  BOOST_TEST((rotate().done == KeyStep::kRetire));
  BOOST_TEST((state(first) == KeyState::kRetired));
  BOOST_TEST((rotate().key->state == KeyState::kPublished));
}

BOOST_AUTO_TEST_CASE(too_early_is_refused_with_the_time_and_changes_nothing) {
  rotate();
  const auto published = rotate();
  const auto before = generation();
  const auto early = rotate_keys(who, sealing_key, jose::Alg::kEs256);
  BOOST_REQUIRE(!early);
  BOOST_TEST((early.error().kind == RefusalKind::kRefused));
  BOOST_TEST((early.error().not_before == published.next.at));
  BOOST_TEST(generation() == before);
  BOOST_TEST(list_keys(who).size() == 2U);
}

BOOST_AUTO_TEST_CASE(key_that_was_generated_by_hand_is_published_next) {
  generate(FirstState::kActive);
  const auto second = generate(FirstState::kGenerated);
  const RotationStep step = rotate();
  BOOST_TEST((step.done == KeyStep::kPublish));
  BOOST_TEST(step.key->kid == second.kid);
}

BOOST_AUTO_TEST_CASE(every_algorithm_goes_at_its_own_pace) {
  generate(FirstState::kActive);
  generate(FirstState::kPublished);
  db.clock.advance(Seconds(1));
  generate(FirstState::kActive, jose::Alg::kEdDsa);
  const auto steps = rotate_keys(who, sealing_key, std::nullopt);
  BOOST_REQUIRE(steps);
  BOOST_REQUIRE(steps->size() == 2U);
  BOOST_TEST(!steps->at(0).done);
  BOOST_TEST((steps->at(0).next.step == KeyStep::kActivate));
  BOOST_TEST((steps->at(1).done == KeyStep::kGenerate));
  BOOST_TEST((steps->at(1).key->state == KeyState::kPublished));
  BOOST_TEST(!rotate_keys(who, sealing_key, std::nullopt));
}

BOOST_AUTO_TEST_CASE(activation_that_is_due_goes_before_a_key_that_has_to_stay) {
  retiring_key();
  const auto third = generate(FirstState::kPublished);
  db.clock.advance(Seconds(302));
  const RotationStep step = rotate();
  BOOST_TEST((step.done == KeyStep::kActivate));
  BOOST_TEST(step.key->kid == third.kid);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
