#include "ops/key_compromise.h"

#include <boost/test/unit_test.hpp>

#include "jose/jws.h"
#include "protocol/tokens/key_ring.h"
#include "tests/unit/ops/with_keys.h"

namespace lockspire::ops {
namespace {

using store::KeyState;

struct WithCompromise : WithKeys {
  WithCompromise() { make_client("app"); }

  CompromisedKey retire(const std::string& kid) {
    return retire_compromised_key(who, sealing_key, kid).value();
  }

  std::shared_ptr<const KeySet> load() {
    const Log log(LogLevel::kError, "test", -1);
    auto keys = std::make_shared<const SealingKeys>(
        SealingKeys{SealingKey{sealing_key.name, sealing_key.bytes.duplicate()}});
    return KeyRing(db.store, db.clock, log, std::move(keys)).current();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_compromise_test, WithCompromise)

BOOST_AUTO_TEST_CASE(key_that_signs_is_replaced_in_the_same_moment) {
  const auto first = generate(FirstState::kActive);
  const auto before = generation();
  const CompromisedKey ended = retire(first.kid);
  BOOST_TEST((state(first.kid) == KeyState::kRetired));
  BOOST_TEST(!ended.key.private_key);
  BOOST_TEST((ended.key.compromised_at == db.clock.now()));
  BOOST_REQUIRE(ended.replacement);
  BOOST_TEST((state(ended.replacement->kid) == KeyState::kActive));
  BOOST_TEST(generation() > before);
  BOOST_TEST(has_event("key.compromised"));
  BOOST_TEST(load()->signing_key(jose::Alg::kEs256)->kid() == ended.replacement->kid);
}

BOOST_AUTO_TEST_CASE(published_key_goes_before_a_new_one_and_does_not_wait) {
  const auto first = generate(FirstState::kActive);
  const auto second = generate(FirstState::kPublished);
  BOOST_TEST(retire(first.kid).replacement->kid == second.kid);
  BOOST_TEST(list_keys(who).size() == 2U);
}

BOOST_AUTO_TEST_CASE(access_tokens_that_it_signed_end_and_no_others) {
  const auto first = generate(FirstState::kActive);
  add_token("signed", first.kid, Seconds(600));
  add_token("over", first.kid, Seconds(0));
  add_token("opaque", std::nullopt, Seconds(600));
  add_token("another", "another", Seconds(600));
  BOOST_TEST(retire(first.kid).access_tokens_ended == 1);
  BOOST_TEST(is_revoked("signed"));
  BOOST_TEST(!is_revoked("opaque"));
  BOOST_TEST(!is_revoked("another"));
}

BOOST_AUTO_TEST_CASE(nothing_that_it_signed_verifies_here_any_more) {
  const auto first = generate(FirstState::kActive);
  const auto jws = [&](const KeySet& keys) {
    return jose::parse_compact(
               jose::sign_compact(*keys.signing_key(jose::Alg::kEs256), "JWT", Json::object())
                   .reveal())
        .value();
  };
  const auto before = load();
  const auto forged = jws(*before);
  BOOST_TEST(before->verify(forged));
  retire(first.kid);
  BOOST_TEST(!load()->verify(forged));
  BOOST_TEST(load()->jwks().find(first.kid) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(key_in_any_other_state_goes_without_a_replacement) {
  const auto retiring = retiring_key();
  const auto generated = generate(FirstState::kGenerated);
  const auto published = generate(FirstState::kPublished);
  for (const auto& kid : {retiring.kid, generated.kid, published.kid}) {
    BOOST_TEST(!retire(kid).replacement);
    BOOST_TEST((state(kid) == KeyState::kRetired));
  }
}

BOOST_AUTO_TEST_CASE(id_tokens_that_are_still_in_their_time_are_told) {
  const auto first = generate(FirstState::kActive);
  db.clock.advance(Seconds(1'000));
  const CompromisedKey ended = retire(first.kid);
  BOOST_TEST((ended.id_tokens_since == db.clock.now() - Seconds(600)));
  BOOST_TEST((ended.id_tokens_until == db.clock.now()));

  const auto published = generate(FirstState::kPublished);
  BOOST_TEST(!retire(published.kid).id_tokens_since);
}

BOOST_AUTO_TEST_CASE(id_tokens_that_are_over_are_not_told) {
  const auto retiring = retiring_key();
  db.clock.advance(Seconds(603));
  BOOST_TEST(!retire(retiring.kid).id_tokens_since);
}

BOOST_AUTO_TEST_CASE(retired_and_unknown_keys_are_refused) {
  const auto first = generate(FirstState::kActive);
  retire(first.kid);
  const auto again = retire_compromised_key(who, sealing_key, first.kid);
  BOOST_TEST((again.error().kind == RefusalKind::kRefused));
  const auto unknown = retire_compromised_key(who, sealing_key, "none");
  BOOST_TEST((unknown.error().kind == RefusalKind::kNotFound));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
