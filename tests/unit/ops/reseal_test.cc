#include "ops/reseal.h"

#include <boost/test/unit_test.hpp>

#include "jose/jwk.h"
#include "store/client_secrets.h"
#include "store/signing_keys.h"
#include "tests/unit/ops/with_keys.h"

namespace lockspire::ops {
namespace {

SealingKey key_named(const std::string& name) {
  return {name, Secret(std::string(32, name.back()))};
}

struct WithSealed : WithKeys {
  // sealing_key of the fixture is k1.
  SealingKeys rotated() {
    SealingKeys keys{.newest = key_named("k2")};
    keys.previous.push_back(SealingKey{sealing_key.name, sealing_key.bytes.duplicate()});
    return keys;
  }

  std::string sealed_text(const std::string& kid) {
    return *db.store
                .read([&](store::Reader& reader) { return store::find_signing_key(reader, kid); })
                .value()
                .private_key;
  }

  void add_sealed_secret(const SealingKey& key) {
    const ClientId app("app");
    db.store.transact([&](store::Transaction& tx) {
      store::insert_client_secret(tx, {.client_id = app,
                                       .secret_id = "x1",
                                       .secret_hash = Hash("h"),
                                       .created_at = db.clock.now(),
                                       .expires_at = std::nullopt});
      store::replace_sealed_client_secret(
          tx, {app, "x1",
               seal(key, store::client_secret_purpose(app, "x1"), Secret("s3cret"), random)});
      return true;
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reseal_test, WithSealed)

BOOST_AUTO_TEST_CASE(everything_opens_under_the_newest_key_alone_afterwards) {
  const auto row = generate(FirstState::kActive);
  add_sealed_secret(sealing_key);
  const auto before = generation();
  const SealingKeys secret_keys = rotated();
  const auto resealed = reseal(who, rotated(), &secret_keys);
  BOOST_REQUIRE(resealed);
  BOOST_TEST(resealed->signing_keys == 1);
  BOOST_TEST(resealed->client_secrets == 1);
  const SealingKey newest = key_named("k2");
  const auto der = unseal(newest, store::sealing_purpose(row.kid), sealed_text(row.kid));
  BOOST_REQUIRE(der);
  BOOST_TEST(jose::SigningKey::from_pkcs8(jose::Alg::kEs256, *der)->kid() == row.kid);
  const auto secrets = db.store.read(
      [](store::Reader& reader) { return store::list_sealed_client_secrets(reader); });
  BOOST_TEST(
      unseal(newest, store::client_secret_purpose(ClientId("app"), "x1"), secrets.at(0).sealed)
          ->reveal() == "s3cret");
  BOOST_TEST(generation() > before);
  BOOST_TEST(has_event("key.resealed"));
}

BOOST_AUTO_TEST_CASE(what_the_newest_key_sealed_is_left_alone) {
  generate(FirstState::kActive);
  BOOST_REQUIRE(reseal(who, rotated(), nullptr));
  const auto again = reseal(who, rotated(), nullptr);
  BOOST_TEST(again.value().signing_keys == 0);
}

BOOST_AUTO_TEST_CASE(retired_key_has_nothing_to_seal) {
  const auto first = retiring_key();
  db.clock.advance(Seconds(86'400));
  BOOST_REQUIRE(retire_key(who, first.kid));
  BOOST_TEST(reseal(who, rotated(), nullptr).value().signing_keys == 1);
}

BOOST_AUTO_TEST_CASE(one_that_no_key_opens_changes_nothing) {
  const auto row = generate(FirstState::kActive);
  add_sealed_secret(key_named("k3"));
  const std::string before = sealed_text(row.kid);
  const SealingKeys secret_keys = rotated();
  const auto refusal = reseal(who, rotated(), &secret_keys);
  BOOST_REQUIRE(!refusal);
  BOOST_TEST((refusal.error().kind == RefusalKind::kRefused));
  BOOST_TEST(refusal.error().message.find("client app") != std::string::npos);
  BOOST_TEST(sealed_text(row.kid) == before);
}

BOOST_AUTO_TEST_CASE(secrets_of_clients_have_a_key_of_their_own) {
  generate(FirstState::kActive);
  add_sealed_secret(key_named("c1"));
  SealingKeys secret_keys{.newest = key_named("c2")};
  BOOST_TEST(!reseal(who, rotated(), &secret_keys));
  secret_keys.previous.push_back(key_named("c1"));
  BOOST_TEST(reseal(who, rotated(), &secret_keys).value().client_secrets == 1);
  BOOST_TEST(reseal(who, rotated(), nullptr).value().client_secrets == 0);
}

BOOST_AUTO_TEST_CASE(without_the_previous_key_nothing_is_changed) {
  const auto row = generate(FirstState::kActive);
  const std::string before = sealed_text(row.kid);
  BOOST_TEST(!reseal(who, SealingKeys{.newest = key_named("k2")}, nullptr));
  BOOST_TEST(sealed_text(row.kid) == before);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace lockspire::ops
